"""A language model on loopback that answers as it is told, for tests: nothing is sent anywhere else."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Talker:
    """url: its base. asked: the requests that came, as JSON. say: what it answers to a statement; a number is a
    status without words."""

    def __init__(self, url: str) -> None:
        self.url, self.asked, self.keys = url, [], []
        self.say = lambda statement: f"[{statement}]"


@contextmanager
def talking():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            talker.asked.append(asked)
            talker.keys.append(self.headers["Authorization"])
            said = talker.say(asked["messages"][-1]["content"])
            status, words = (said, "") if isinstance(said, int) else (200, said)
            message = {"role": "assistant", "content": words}
            answer = {"id": "1", "object": "chat.completion", "created": 0, "model": asked["model"]}
            body = json.dumps(answer | {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said: object) -> None:
            """Tests read what was asked, not a log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        talker = Talker(f"http://127.0.0.1:{server.server_port}/v1")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield talker
        server.shutdown()
