"""Where REDIS_URL leads when it names sentinels, and what is said of one that leads nowhere."""

import pytest

from service.redis_address import Login, SentinelAddress, names_sentinels, parse_sentinels
from service.settings import ConfigError, Environment


def test_sentinels_and_the_name_of_the_service_suffice() -> None:
    assert parse_sentinels("redis+sentinel://a:26379,b:26380/main") == SentinelAddress(
        (("a", 26379), ("b", 26380)), "main"
    )


def test_a_sentinel_without_a_port_listens_at_the_usual_one() -> None:
    assert parse_sentinels("redis+sentinel://a,[::1]:5,[fe80::2]/main/").sentinels == (
        ("a", 26379),
        ("::1", 5),
        ("fe80::2", 26379),
    )


def test_user_password_and_database_are_those_of_the_master() -> None:
    found = parse_sentinels("redis+sentinel://alice:p%40ss%2Fw@a:1/main/3")
    assert (found.login, found.db, found.sentinel_login) == (Login("alice", "p@ss/w"), 3, Login())


def test_a_password_may_stand_without_a_user() -> None:
    assert parse_sentinels("redis+sentinel://:secret@a:1/main").login == Login(None, "secret")


def test_sentinels_have_a_password_of_their_own() -> None:
    found = parse_sentinels("redis+sentinel://a/main?sentinel_username=s&sentinel_password=p%26q")
    assert (found.login, found.sentinel_login) == (Login(), Login("s", "p&q"))


@pytest.mark.parametrize(
    ("url", "spoken"),
    [
        ("redis+sentinel://a/main", (False, False)),
        ("redis+sentinel://a/main?ssl=true", (True, True)),
        ("rediss+sentinel://a/main", (True, True)),
        ("rediss+sentinel://a/main?sentinel_ssl=no", (True, False)),
        ("rediss+sentinel://a/main?ssl=False", (False, False)),
    ],
)
def test_tls_is_spoken_where_it_is_asked_for(url: str, spoken: tuple[bool, bool]) -> None:
    found = parse_sentinels(url)
    assert (found.tls, found.sentinel_tls) == spoken


def test_the_files_of_tls_are_named() -> None:
    found = parse_sentinels("rediss+sentinel://a/main?ssl_ca_certs=/etc/ca.pem")
    assert found.tls_files == (("ssl_ca_certs", "/etc/ca.pem"),)


@pytest.mark.parametrize("url", ["redis://h/0", "rediss://h", "unix:///run/redis.sock", "redis"])
def test_other_addresses_name_no_sentinels(url: str) -> None:
    assert not names_sentinels(url)


WRONG = {
    "redis+sentinel://u:canary@a:26379": "it names no service",
    "redis+sentinel://u:canary@a:26379/": "it names no service",
    "redis+sentinel://u:canary@/main": "a sentinel has no host",
    "redis+sentinel://u:canary@a,,b/main": "a sentinel has no host",
    "redis+sentinel://u:canary@a:canary/main": "the port of a sentinel must be a number",
    "redis+sentinel://u:canary@a:70000/main": "the port of a sentinel must be a number",
    "redis+sentinel://u:can/ary@a:1/main": "only the number of a database",
    "redis+sentinel://u:canary@a/main/canary": "only the number of a database",
    "redis+sentinel://a/main?pasword=canary": "an option behind the question mark is none of sentinel_username,",
    "redis+sentinel://a/main?sentinel_password=": "an option behind the question mark is empty",
    "redis+sentinel://a/main?ssl=canary": "ssl must be true or false",
}


@pytest.mark.parametrize(("url", "said"), WRONG.items())
def test_a_wrong_address_is_told_by_variable_and_form_and_never_shown(url: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Environment.read({"REDIS_URL": url})
    (problem,) = refusal.value.problems
    assert problem.key == "REDIS_URL"
    assert "must have the form redis+sentinel://[user:password@]host:port" in problem.message
    assert said in problem.message
    assert "canary" not in str(refusal.value)


def test_what_was_read_keeps_its_passwords_to_itself() -> None:
    assert "canary" not in repr(parse_sentinels("redis+sentinel://u:canary@a/main?sentinel_password=canary"))


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("redis+sentinel://u:canary%2F1@a/main?sentinel_password=canary-2", {"canary/1", "canary-2"}),
        ("rediss://:canary%2F1@h:1/0", {"canary/1"}),
        ("unix:///run/redis.sock?password=canary-2", {"canary-2"}),
        ("redis://h", set()),
    ],
)
def test_every_password_in_it_is_kept_from_the_log(url: str, hidden: set[str]) -> None:
    assert set(Environment.read({"REDIS_URL": url}).secrets()) == {url, *hidden}
