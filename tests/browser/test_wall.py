"""The wall: readable at ten metres at both sizes, moved by keys, and current after hours alone."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import STILL, stop_clock, take_clock, wait_for_frame
from tests.browser.walls import CLIPPED, LATIN, ROOMS, SMALL, make

pytestmark = pytest.mark.browser
SLIDES = ["join", "prompt", "map", "unites", "divides", "thanks"]
SLIDE = "name => document.getElementById('wall').dataset.slide === name"


@pytest.fixture(scope="module")
def rooms(house):
    """One room in each script, as long as words may be, analysed and revealed; and a short one."""
    return json.loads(house.manage("shell", "-v0", "-c", make("walls")))


@pytest.fixture(params=["wall", "small wall"])
def size(request):
    return request.param


@pytest.mark.parametrize("name", ROOMS)
def test_every_slide_is_large_and_whole(open_page, rooms, size, name):
    wall = open_page(f"/d/{rooms[name]}/screen/", size)
    wait_for_frame(wall)
    for slide in SLIDES:
        wall.wait_for_function(SLIDE, arg=slide if slide != "join" else "map")
        if slide == "join":
            wall.keyboard.press("Home")
            wall.wait_for_function(SLIDE, arg="join")
        wall.wait_for_function(STILL)
        assert (slide, wall.evaluate(SMALL)) == (slide, [])
        assert (slide, wall.evaluate(CLIPPED)) == (slide, [])
        wall.keyboard.press("ArrowRight")


def test_small_and_cut_words_would_be_noticed(open_page, rooms):
    wall = open_page(f"/d/{rooms['latin']}/screen/?slide=prompt", "wall")
    wait_for_frame(wall)
    prompt = wall.locator(".prompt")

    prompt.evaluate("element => element.style.setProperty('--size', '2.9vh')")
    assert [words.split(":")[0] for words in wall.evaluate(SMALL)] == [LATIN[:30]]
    prompt.evaluate("element => element.style.setProperty('--size', '14vh')")
    assert wall.evaluate(CLIPPED)[0] == LATIN[:40]


def test_help_is_large_and_whole_and_says_every_key(open_page, rooms, size):
    wall = open_page(f"/d/{rooms['short']}/screen/", size)
    wait_for_frame(wall)
    wall.keyboard.press("?")
    wall.get_by_role("dialog").wait_for()

    assert (wall.evaluate(SMALL), wall.evaluate(CLIPPED)) == ([], [])
    assert wall.locator("dialog kbd").all_inner_texts() == ["Space", "→", "←", "Home", "End", *"QBFC"]
    wall.keyboard.press("Escape")
    expect(wall.get_by_role("dialog")).to_have_count(0)


@pytest.fixture
def wall(open_page, room):
    page = open_page(f"/d/{room.code}/screen/", "wall")
    wait_for_frame(page)
    return page


def press(wall, key, slide):
    wall.keyboard.press(key)
    wall.wait_for_function(SLIDE, arg=slide)


def test_keys_walk_through_what_is_there(wall):
    for key, slide in [
        ("ArrowRight", "prompt"),
        (" ", "map"),
        ("ArrowDown", "thanks"),
        ("PageDown", "join"),
        ("ArrowLeft", "thanks"),
        ("PageUp", "map"),
        ("ArrowUp", "prompt"),
        ("End", "thanks"),
        ("Home", "join"),
        ("End", "thanks"),
        ("q", "join"),
        ("q", "thanks"),
    ]:
        press(wall, key, slide)


def test_a_wall_moved_by_hand_goes_its_own_way_until_it_follows_again(wall, room):
    def send(name):
        room.console.get_by_role("button", name=name, exact=True).click()

    send("The question")
    wall.wait_for_function(SLIDE, arg="prompt")
    press(wall, "ArrowRight", "map")
    send("Thank you")
    wall.wait_for_function("() => document.getElementById('live').dataset.sent === 'thanks'")
    assert wall.evaluate(SLIDE, "map")
    wall.reload()
    wait_for_frame(wall)
    assert wall.evaluate(SLIDE, "map")

    press(wall, "c", "thanks")
    send("Automatic")
    wall.wait_for_function(SLIDE, arg="join")


def test_revealing_at_the_console_brings_the_map_and_hiding_takes_it_back(wall, room):
    room.console.get_by_role("switch", name="Results for everyone").click()
    wall.wait_for_function(SLIDE, arg="map")
    press(wall, "ArrowRight", "unites")
    room.console.get_by_role("switch", name="Results for everyone").click()
    wall.wait_for_function(SLIDE, arg="prompt")


def test_a_finger_at_the_edges_moves_it_too(wall):
    wall.mouse.click(1900, 400)
    wall.wait_for_function(SLIDE, arg="prompt")
    wall.mouse.click(20, 400)
    wall.wait_for_function(SLIDE, arg="join")
    wall.get_by_role("button", name="What the keys do").click()
    wall.get_by_role("button", name="Black").click()
    assert wall.locator(".blank").is_visible()


def test_keys_can_be_switched_off_at_the_wall(wall):
    wall.keyboard.press("?")
    wall.get_by_role("button", name="Switch keys off").click()
    wall.keyboard.press("b")
    assert wall.locator(".blank").is_visible() is False


def test_a_newer_version_of_the_page_is_loaded(wall):
    wall.evaluate("() => { document.body.dataset.old = 'yes'; }")
    wall.evaluate("() => { document.getElementById('live').dataset.version = 'newer'; }")
    wall.evaluate("() => document.dispatchEvent(new CustomEvent('elicit:live'))")

    wall.wait_for_function("() => document.body.dataset.old === undefined")


SECONDS = (
    "() => document.querySelector('.timer').textContent.split(':').reduce((sum, part) => 60 * sum + +part, 0)"
)
OLDER = """() => { document.querySelector('.timer').dataset.now -= 300;
  document.dispatchEvent(new CustomEvent('elicit:live')); }"""


def test_an_old_frame_does_not_give_five_minutes_more(wall, room):
    room.console.get_by_role("button", name="Start", exact=True).click()
    take_clock(wall)
    wall.locator(".timer").first.wait_for()
    stop_clock(wall)
    before = wall.evaluate(SECONDS)
    wall.evaluate(OLDER)
    wall.clock.run_for(2000)

    assert wall.evaluate(SECONDS) == before - 2


LOCK = """
  window.requests = 0;
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { window.requests += 1; } } });
"""


def test_the_screen_is_kept_awake_again_whenever_it_comes_back(wall):
    wall.add_init_script(LOCK)
    wall.reload()
    wall.wait_for_function("() => window.requests === 1")
    wall.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    wall.wait_for_function("() => window.requests === 2")


def test_after_silence_and_after_sleep_it_asks_for_the_present_state(wall, room):
    take_clock(wall)
    wait_for_frame(wall)
    with wall.expect_request(f"**/d/{room.code}/live/screen/"):
        wall.clock.run_for(75_000)

    sockets = []
    wall.on("websocket", lambda socket: sockets.append(socket.url))
    wall.evaluate("() => { window.hasFrame = false; }")
    with wall.expect_request(f"**/d/{room.code}/live/screen/"):
        wall.clock.fast_forward(3 * 60 * 60 * 1000)
        wall.clock.run_for(15_000)
    wait_for_frame(wall)
    assert [url.split("?")[1] for url in sockets] == ["as=screen"]
