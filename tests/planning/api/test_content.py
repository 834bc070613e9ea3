"""The store behind the maps."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from time import sleep

from planning.api.content import PREFIX, Store


def test_equal_content_has_one_address_and_comes_back_packed():
    store = Store()
    text = b'{"a":"' + b"x" * 5000 + b'"}'
    address = store.put(text, "json")
    assert address == store.put(text, "json")
    body, encoding = store.get(address.removeprefix(PREFIX))
    assert (gzip.decompress(body), encoding) == (text, "gzip")
    assert store.size == len(body)


def test_pictures_are_not_packed_again():
    store = Store()
    assert store.get(store.put(b"\x89PNG" * 1000, "png").removeprefix(PREFIX)) == (b"\x89PNG" * 1000, "")


def test_the_oldest_goes_when_there_is_too_much():
    store = Store(most_bytes=2500)
    names = [store.put(bytes([i]) * 1000, "png").removeprefix(PREFIX) for i in range(3)]
    assert store.get(names[0]) is None
    assert store.get(names[2]) is not None


def test_what_is_promised_is_made_once_when_it_is_asked_for():
    store, made = Store(), []

    def make() -> bytes:
        sleep(0.05)
        made.append(1)
        return b"1"

    name = store.promise("k" * 32, "json", make).removeprefix(PREFIX)
    assert not made
    with ThreadPoolExecutor(4) as pool:
        assert {item[0] for item in pool.map(store.get, [name] * 4)} == {b"1"}
    assert len(made) == 1
    assert store.get("unknown.json") is None
