"""What a merchant may send, and what is made of it: bounded, escaped, or refused."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given, settings
from hypothesis import strategies as st
from ucp_sdk.models.schemas import profile as sdk_profile

from plam_agent import cards
from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, InputError, PlamError
from plam_agent.tools.purchase import exchange, money, ucp_profile, ucp_read
from plam_agent.tools.purchase.merchant import Address, key_of
from plam_agent.tools.purchase.paying import allowance
from plam_agent.tools.purchase.signing import Signing, base
from plam_agent.tools.purchase.terms import added_up, charged_again, differences
from plam_agent.types import Money, ObjectId

HOME = "https://flowers.example/"
Json = dict[str, Any]


def session(**changes: Any) -> Json:
    """A session that is ready, with these members instead."""
    body: Json = {
        "ucp": {
            "version": "2026-04-08",
            "payment_handlers": {
                "com.example.pay": [
                    {"id": "token", "version": "2026-04-08", "config": {"merchant_id": "m1"}}
                ]
            },
        },
        "id": "chk_1",
        "status": "ready_for_complete",
        "currency": "EUR",
        "line_items": [
            {
                "id": "li_1",
                "item": {"id": "tulips", "title": "Tulips", "price": 1000},
                "quantity": 2,
                "totals": [{"type": "total", "amount": 2000}],
            }
        ],
        "totals": [
            {"type": "subtotal", "amount": 2000},
            {"type": "fulfillment", "display_text": "Delivery", "amount": 490},
            {"type": "total", "amount": 2490},
        ],
        "links": [],
        "continue_url": "https://flowers.example/checkouts/chk_1",
    }
    return {**body, **changes}


def terms(**changes: Any) -> Any:
    return ucp_read.terms(session(**changes), "flowers.example", HOME, "token")


def totals(**more: int) -> list[Json]:
    rows = [{"type": "subtotal", "amount": 2000}]
    rows += [{"type": kind, "display_text": kind, "amount": n} for kind, n in more.items()]
    total = sum(row["amount"] for row in rows)
    return [*rows, {"type": "total", "amount": total}]


def test_a_session_is_read_as_it_is() -> None:
    found = terms()

    assert found.wrong == ()
    assert found.items() == ("2 × Tulips [tulips] at 10.00 EUR",)
    assert found.totals() == ("Subtotal: 20.00 EUR", "Delivery: 4.90 EUR", "Total: 24.90 EUR")
    assert found.money == Money(2490, "EUR")
    assert found.payee.startswith("m1 (")


CHANGES: dict[str, Json] = {
    "a fee": {"totals": totals(fulfillment=490, fee=1)},
    "another delivery price": {"totals": totals(fulfillment=491)},
    "the same total in other lines": {"totals": totals(fulfillment=400, fee=90)},
    "another currency": {"currency": "USD"},
    "another session": {"id": "chk_2"},
    "another payee": {
        "ucp": {"payment_handlers": {"x": [{"id": "token", "config": {"merchant_id": "m2"}}]}}
    },
    "an item more": {"line_items": session()["line_items"] * 2},
    "another item": {
        "line_items": [
            {"id": "li_1", "item": {"id": "roses", "title": "Tulips", "price": 1000}, "quantity": 2}
        ]
    },
    "another quantity": {
        "line_items": [
            {
                "id": "li_1",
                "item": {"id": "tulips", "title": "Tulips", "price": 2000},
                "quantity": 1,
            }
        ]
    },
    "another address": {
        "fulfillment": {
            "methods": [
                {
                    "id": "m",
                    "type": "shipping",
                    "line_item_ids": ["li_1"],
                    "selected_destination_id": "d",
                    "destinations": [{"id": "d", "street_address": "1 Elsewhere"}],
                }
            ]
        }
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_another_agreement_and_is_told(change: str) -> None:
    before, after = terms(), terms(**CHANGES[change])

    assert before.digest != after.digest
    assert differences(before.said(), after.said())


def test_a_status_or_a_notice_is_no_other_agreement() -> None:
    said = [{"type": "info", "code": "hello", "content": "Nice weather"}]

    assert terms().digest == terms(messages=said, status="incomplete").digest
    assert differences(terms().said(), terms(messages=said).said()) == []


WRONG: dict[str, tuple[Json, str]] = {
    "that do not add up": ({"totals": [*totals()[:-1], {"type": "total", "amount": 1}]}, "add up"),
    "with no subtotal": ({"totals": [{"type": "total", "amount": 0}]}, "exactly one"),
    "below nothing": ({"totals": totals(discount=-9000)}, "negative amount"),
    "with a discount that costs": ({"totals": totals(discount=100)}, "raises the price"),
    "with a fee that pays": ({"totals": totals(fee=-100)}, "is negative"),
    "whose items cost less": (
        {"totals": [{"type": "subtotal", "amount": 1999}, {"type": "total", "amount": 1999}]},
        "not the sum",
    ),
    "with a trial": ({"trial_period_days": 14}, "subscription"),
    "with a selling plan": (
        {
            "line_items": [
                {
                    **session()["line_items"][0],
                    "selling_plan": {"id": "monthly", "interval": "month"},
                }
            ]
        },
        "subscription",
    ),
    "that say it will come again": (
        {"messages": [{"type": "info", "code": "x", "content": "Renews monthly at 9.99"}]},
        "subscription",
    ),
    "en français": (
        {"messages": [{"type": "info", "code": "x", "content": "Abonnement sans engagement"}]},
        "subscription",
    ),
    "to be paid in parts": ({"payment": {"installments": [1, 2]}}, "payment in parts"),
    "for nobody": ({"ucp": {"payment_handlers": {}}}, "cannot be paid"),
}


@pytest.mark.parametrize("what", WRONG)
def test_terms_that_nobody_should_pay_say_why(what: str) -> None:
    body, why = WRONG[what]

    assert why in "; ".join(terms(**body).wrong)


def test_what_is_no_subscription_is_not_taken_for_one() -> None:
    plain = {"title": "Monthly planner, 12 pages", "frequency": None, "trial": False}

    assert charged_again(plain) == ""
    assert charged_again({"note": "Unsubscribe from our letters at any time"}) == ""
    assert charged_again("A subscription box") != ""


UNREAD: dict[str, Json] = {
    "a float": {"totals": [{"type": "total", "amount": 24.9}]},
    "true": {"totals": [{"type": "total", "amount": True}]},
    "text": {"totals": [{"type": "total", "amount": "2490"}]},
    "a number beyond belief": {"totals": [{"type": "total", "amount": 10**15}]},
    "two totals": {"totals": [{"type": "total", "amount": 1}, {"type": "total", "amount": 1}]},
    "no status": {"status": "paid already"},
    "no currency": {"currency": "euros"},
    "an id that hides something": {"id": "chk\u202e1"},
    "an id of no length": {"id": ""},
    "items that are none": {"line_items": "tulips"},
    "too many items": {"line_items": session()["line_items"] * 51},
    "parts that do not add up": {
        "totals": [
            {
                "type": "fee",
                "display_text": "Fees",
                "amount": 100,
                "lines": [{"display_text": "a", "amount": 1}],
            },
            {"type": "total", "amount": 100},
        ]
    },
    "a measure": {
        "line_items": [
            {
                "id": "li_1",
                "item": {"id": "x", "title": "x", "price": 1, "quantity_unit": {"unit": "LBR"}},
                "quantity": 1,
            }
        ]
    },
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_is_not_the_protocol_is_not_read(what: str) -> None:
    with pytest.raises(ucp_read.UnreadError):
        terms(**UNREAD[what])


def test_a_merchants_words_bring_nothing_that_cannot_be_seen() -> None:
    said = "Tulips\x1b[2J\u202e\n\rTotal: 0.01 EUR 4111111111111111"
    line = {"id": "l", "item": {"id": "x", "title": said, "price": 1}, "quantity": 1}

    (shown,) = terms(line_items=[line]).items()

    assert shown.isprintable()
    assert "4111" not in shown


@pytest.mark.parametrize(
    "link",
    [
        "https://flowers.example.evil.example/pay",
        "https://evil.example/?flowers.example",
        "http://flowers.example/pay",
        "https://marie:secret@flowers.example/",
        "https://flowers.example:8443/pay",
        "javascript:alert(1)",
        "https://flowers.example/a b",
        7,
    ],
)
def test_a_link_that_leads_elsewhere_is_not_shown(link: object) -> None:
    assert terms(continue_url=link).link == ""


def test_a_merchant_may_answer_from_beneath_its_own_name() -> None:
    assert exchange.within(HOME, "https://api.flowers.example/ucp")
    assert not exchange.within("https://127.0.0.1/", "https://9.127.0.0.1/")
    assert not exchange.within("http://127.0.0.1:80/", "http://127.0.0.1:81/")


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [*session(), "methods", "groups", "options", "item", "amount", "type"]
                )
                | st.text(max_size=4),
                inner,
                max_size=6,
            )
        ),
        max_leaves=30,
    )
)
def test_nothing_that_is_sent_ends_in_anything_but_an_error_for_people(value: Any) -> None:
    for name in session():
        try:
            found = ucp_read.terms({**session(), name: value}, "m", HOME, "token")
            assert all(each.isprintable() for each in (*found.items(), *found.totals()))
        except PlamError:
            pass


def merchant(version: str = ucp_profile.VERSION, **more: Any) -> Json:
    entry = {"version": version, "schema": "https://ucp.dev/x.json"}
    return {ucp_profile.CHECKOUT: [entry], **more}


def test_the_newest_version_of_both_is_spoken() -> None:
    both = [
        {"version": version, "schema": "https://ucp.dev/x.json"}
        for version in ("2026-01-11", "2026-01-23", "2027-01-01")
    ]

    found = ucp_profile.negotiated({ucp_profile.CHECKOUT: both}, ucp_profile.OURS)

    assert found == {ucp_profile.CHECKOUT: "2026-01-23"}


def test_an_extension_without_its_parent_falls() -> None:
    entry = {
        "version": ucp_profile.VERSION,
        "schema": "https://ucp.dev/x.json",
        "extends": ucp_profile.CHECKOUT,
    }

    found = ucp_profile.negotiated({ucp_profile.FULFILLMENT: [entry]}, ucp_profile.OURS)

    assert found == {}


def test_a_capability_that_others_describe_is_none() -> None:
    entry = {"version": ucp_profile.VERSION, "schema": "https://evil.example/x.json"}

    found = ucp_profile.negotiated({ucp_profile.CHECKOUT: [entry]}, ucp_profile.OURS, HOME)

    assert found == {}


def test_our_own_profile_is_one() -> None:
    sdk_profile.PlatformSchema.model_validate(ucp_profile.platform())


def test_a_key_is_the_same_after_a_crash_and_another_for_another_call() -> None:
    assert key_of("complete", "abc") == key_of("complete", "abc")
    assert len({key_of(doing, digest) for doing in "ab" for digest in "cd"}) == 4
    version_8 = r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(version_8, key_of("complete", "abc"))


def test_a_signature_verifies_over_all_that_a_request_says() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    url = "https://flowers.example/ucp/checkout-sessions?x=1"
    headers = {
        "UCP-Agent": 'profile="https://me.example/.well-known/ucp"',
        "Idempotency-Key": "k",
        "Content-Digest": "sha-256=:x:",
        "Content-Type": "application/json",
        "X-API-Key": "not covered",
    }

    made = Signing("mine", key).headers("POST", url, headers)

    covered = [name for name, _ in base("POST", url, headers)]
    assert covered == ["@method", "@authority", "@path", "@query", "ucp-agent", "idempotency-key",
                       "content-digest", "content-type"]  # fmt: skip
    lines = "".join(f'"{name}": {value}\n' for name, value in base("POST", url, headers))
    signed = f'{lines}"@signature-params": {made["Signature-Input"].removeprefix("sig1=")}'
    raw = base64.b64decode(made["Signature"].removeprefix("sig1=:").removesuffix(":"))
    assert len(raw) == 64
    halves = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    der = utils.encode_dss_signature(*halves)
    key.public_key().verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))


def test_a_key_of_another_curve_is_refused() -> None:
    from plam_agent.tools.purchase import signing

    pem = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(ConfigError, match="P-256"):
        signing._loaded(pem.decode())


def test_a_shop_without_tls_is_one_whose_account_says_so() -> None:
    def account(**settings: Any) -> Account:
        return Account("shop", "shop", "ucp", settings)

    assert exchange.home_of(account(url="http://127.0.0.1:8000/", plain=True)).startswith("http:")
    with pytest.raises(ConfigError, match="without encryption"):
        exchange.home_of(account(url="http://127.0.0.1:8000/"))
    with pytest.raises(ConfigError, match="without encryption"):
        exchange.home_of(account(url="http://flowers.example/", plain=True))


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "6011111111111117",
        "pay with 3530111333300000 please", "٤١١١١١١١١١١١١١١١", "card: 4012888888881881.",
    ],
)  # fmt: skip
def test_card_numbers_are_known(text: str) -> None:
    assert cards.holds_card(text)
    assert not cards.holds_card(cards.masked(text))
    with pytest.raises(InputError):
        cards.refuse({"deep": [text]}, "it")


def test_an_argument_is_left_without_card_numbers_in_any_form() -> None:
    number, here = 378282246310005, ObjectId("files", "docs", "report.txt")
    said = ("to 4111 1111 1111 1111", (str(number), number), Money(number, "EUR"), here, None)
    mask = cards.MASK
    assert cards.without(said) == (f"to {mask}", (mask, mask), mask, here, None)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112", "0000 0000 0000 0000", "+33 6 12 34 56 78 90 12", "20261122093015",
        "chk_4111111111111111", "INBOX/1712345678/812", "a1b2c3d4-4111-1111-1111-111111111111",
        "1712345678901", "FR76 3000 6000 0112 3456 7890 189",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_cards(text: str) -> None:
    assert not cards.holds_card(text)
    assert cards.masked(text) == text


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Money(2000, "EUR"), "20.00 EUR"),
        (Money(5, "USD"), "0.05 USD"),
        (Money(-1740, "EUR"), "-17.40 EUR"),
        (Money(300, "JPY"), "300 JPY"),
        (Money(1234, "KWD"), "1.234 KWD"),
    ],
)  # fmt: skip
def test_minor_units_are_shown_as_the_currency_has_them(amount: Money, shown: str) -> None:
    assert money.shown(amount) == shown


@pytest.mark.parametrize(
    ("words", "number"), [("", 1), ("3", 3), ("deux", 2), ("a dozen", 12), ("five bunches", 5)]
)
def test_numbers_are_read(words: str, number: int) -> None:
    assert money.count(words) == number


@pytest.mark.parametrize("words", ["0", "-2", "100", "many", "1000000"])
def test_what_is_no_number_of_things_is_refused(words: str) -> None:
    with pytest.raises(InputError):
        money.count(words)


@given(st.lists(st.integers(0, 10**6), max_size=6), st.integers(-(10**6), 10**6))
def test_totals_are_believed_only_where_they_add_up(parts: list[int], off: int) -> None:
    rows = [
        {"type": "subtotal", "amount": 2000},
        *({"type": "fee", "display_text": "Fee", "amount": each} for each in parts),
    ]
    told = [*rows, {"type": "total", "amount": 2000 + sum(parts) + off}]
    found = terms(totals=told)

    assert (added_up(found.lines, found.charges, found.total) == ()) == (off == 0)


def test_the_allowance_is_for_this_purchase_alone() -> None:
    class There:
        now: Callable[[], datetime] = staticmethod(lambda: datetime(2026, 11, 23, tzinfo=UTC))

    assert allowance(There(), terms()) == {  # type: ignore[arg-type]
        "reason": "one_time",
        "max_amount": 2490,
        "currency": "eur",
        "checkout_session_id": "chk_1",
        "merchant_id": "m1",
        "expires_at": "2026-11-23T00:15:00+00:00",
    }


def test_an_error_of_the_wire_is_an_accounts() -> None:
    assert issubclass(ucp_read.UnreadError, AccountError)


@pytest.mark.parametrize(
    ("theirs", "fits"),
    [
        ("Marie Durand, 3 rue des Lilas, 75011 Paris, FR", True),
        ("3 RUE DES LILAS, 75011 PARIS", True),
        ("Marie Durand, 3 rue des Lilas, 75012 Paris, FR", False),
        ("Marie Durand, 33 rue des Lilas, 75011 Paris, FR", False),
        ("Marie Durand, rue des Lilas, 75011 Paris, FR", False),
        ("Paul Durand, 3 rue des Lilas, 75011 Paris, FR", False),
        ("Marie Durand, 3 rue des Lilas 1 Elsewhere, 75011 Paris, FR", False),
        ("", False),
    ],
)
def test_an_address_is_the_owners_or_it_is_not(theirs: str, fits: bool) -> None:
    ours = Address(
        street="3 rue des Lilas", city="Paris", postcode="75011", country="FR",
        first="Marie", last="Durand",
    )  # fmt: skip

    assert ucp_read.fits_address(theirs, ours) is fits


def test_nothing_but_the_total_passes_for_it() -> None:
    rows = [
        {"type": "subtotal", "amount": 2000},
        {"type": "fee", "display_text": "TOTAL to pay", "amount": 900},
        {"type": "total", "display_text": "A gift", "amount": 2900},
    ]

    assert terms(totals=rows).totals() == (
        "Subtotal: 20.00 EUR",
        "Fee: 9.00 EUR",
        "Total: 29.00 EUR",
    )


def test_what_was_sent_in_confidence_is_not_repeated() -> None:
    way = exchange.Exchange(
        way=None,  # type: ignore[arg-type]
        home=HOME,
        name="flowers.example",
        seconds=1.0,
        agent=exchange.AGENT,
        secrets=["tok_Abcdefghijklmnop"],
    )
    told = {"id": "x", "tok_Abcdefghijklmnop": ["see /pay/tok_Abcdefghijklmnop?x=1"]}

    assert "Abcdefgh" not in str(way.scrubbed(told))
    assert way.scrubbed(told)["id"] == "x"
