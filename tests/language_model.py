"""A language model on loopback that replies as a test says, for tests: nothing is sent anywhere else."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeModel:
    """url: its base. requests: those that came, as JSON. reply: what it answers to a statement; a number is a
    status without words."""

    def __init__(self, url: str) -> None:
        self.url, self.requests, self.keys = url, [], []
        self.reply = lambda statement: f"[{statement}]"


@contextmanager
def serve_model():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(request)
            model.keys.append(self.headers["Authorization"])
            reply = model.reply(request["messages"][-1]["content"])
            status, words = (reply, "") if isinstance(reply, int) else (200, reply)
            message = {"role": "assistant", "content": words}
            response = {"id": "1", "object": "chat.completion", "created": 0, "model": request["model"]}
            body = json.dumps(response | {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: object) -> None:
            """Tests read what was asked, not a log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        model = FakeModel(f"http://127.0.0.1:{server.server_port}/v1")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield model
        server.shutdown()
