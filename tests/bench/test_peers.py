"""Does every other framework do every operation, and are its forms sent as a browser would?"""

from __future__ import annotations

from bench.peers import requests
from bench.peers.forms import form_with
from bench.peers.targets import HERE, PEERS

PAGE = """
<form action="/out"><input name="other" value="1"></form>
<form method="post">
  <input type="hidden" name="token" value="t&amp;1"><input name="guardian_name" value="王">
  <input type="checkbox" name="ticked" checked><input type="checkbox" name="bare">
  <select name="round"><option value="1">a</option><option value="2" selected>b</option></select>
  <select name="district"><option value="7">c</option><option value="8">d</option></select>
  <select name="many" multiple><option value="1">e</option></select>
  <textarea name="note">two
lines</textarea><input type="submit" name="_save" value="Save">
</form>
"""


def test_a_form_is_sent_with_what_it_shows():
    assert form_with(PAGE, "guardian_name") == {
        "token": "t&1",
        "guardian_name": "王",
        "ticked": "on",
        "round": "2",
        "district": "7",
        "note": "two\nlines",
    }


def test_there_is_no_form_without_the_field():
    assert form_with(PAGE, "status") is None


def test_every_peer_does_the_same_operations():
    assert {peer.key for peer in PEERS} == set(requests.REQUESTS)
    assert len({frozenset(asks) for asks in requests.REQUESTS.values()}) == 1


def test_every_peer_is_installed_in_exact_versions():
    for peer in PEERS:
        pins = (HERE / f"requirements-{peer.key}.txt").read_text().splitlines()
        assert pins
        assert all("==" in line.partition(";")[0] for line in pins), peer.key
