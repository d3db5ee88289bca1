"""What the doctor says of the way to Redis, by its address alone."""

import pytest

from service.cli.doctor.store import reached
from service.cli.doctor.verdict import Status

HERE = (
    "redis://localhost:6379/0",
    "redis://127.0.0.1",
    "redis://[::1]:6379",
    "redis:///1",
    "unix:///run/redis.sock",
    "redis+sentinel://127.0.0.1:26379,localhost:26380/mymaster",
)
GUARDED = (
    "rediss://:secret@redis.acme.example:6379/0",
    "rediss://redis.acme.example?password=secret",
    "rediss+sentinel://:secret@one.acme.example,two.acme.example/mymaster",
    "redis+sentinel://:secret@one.acme.example/mymaster?ssl=true",
)


@pytest.mark.parametrize("url", [*HERE, *GUARDED])
def test_nothing_is_said_of_redis_on_this_machine_or_behind_password_and_tls(url: str) -> None:
    assert list(reached("Redis", url)) == []


@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        ("redis://redis:6379/0", "a password and TLS"),
        ("redis://user:@10.0.0.7", "a password and TLS"),
        ("redis+sentinel://127.0.0.1,one.acme.example/mymaster", "a password and TLS"),
        ("redis+sentinel://one.acme.example/mymaster?sentinel_password=s&ssl=1", "a password"),
        ("rediss://redis.acme.example", "a password"),
        ("redis://:canary-secret@redis.acme.example", "TLS"),
        ("redis://:canary-secret@redis.acme.example?x=rediss://", "TLS"),
    ],
)
def test_redis_elsewhere_without_a_password_or_tls_is_a_warning_with_its_cure(url: str, lacks: str) -> None:
    (check,) = reached("Redis", url)
    assert (check.status, check.message) == (Status.WARNING, f"is on another host and asked without {lacks}")
    assert ("password" in lacks, "TLS" in lacks) == ("put it into REDIS_URL" in check.cure, "rediss://" in check.cure)
    assert "canary" not in f"{check.message} {check.cure}"
