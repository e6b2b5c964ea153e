"""What the sample shop sells: prices before tax, in minor units of its currency."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on the shelf; it is its only variant.

    `price` is before tax, in minor units, and `vat` the rate in ten-thousandths. `weight` is in
    grams and 0 for what is not sent. `adult` must be shown to a person before it is sold, and a
    `renews` one is paid every month.
    """

    id: str
    title: str
    about: str
    category: str
    price: int
    vat: int = 2000
    stock: int = 50
    weight: int = 500
    adult: bool = False
    renews: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A way to get it: its price before tax, and how many days it takes."""

    id: str
    title: str
    price: int
    days: int


PRODUCTS = (
    Product("tulips-red", "Red tulips, bunch of ten", "Cut this morning.", "flowers", 1150, 1000),
    Product("tulips-mixed", "Mixed tulips, bunch of twenty", "All colours.", "flowers", 1790, 1000),
    Product("roses-white", "White roses, seven stems", "Long stems.", "flowers", 2490, 1000),
    Product("peonies", "Peonies, five stems", "In season in May.", "flowers", 2190, 1000, stock=0),
    Product("orchid", "Orchid in a pot", "Flowers for two months.", "plants", 2890, 1000, stock=3),
    Product("cactus", "Small cactus", "Forgives everything.", "plants", 690, 1000),
    Product("vase-glass", "Glass vase, 25 cm", "Made in La Rochère.", "home", 3200),
    Product("card-birthday", "Birthday card", "With an envelope.", "cards", 350, weight=0),
    Product("seeds-basil", "Basil seeds", "For a window box.", "garden", 290, 550, stock=1),
    Product("shears", "Garden shears", "Carbon steel.", "garden", 2650),
    Product("guide-pdf", "Pruning guide (download)", "60 pages.", "books", 900, 550, weight=0),
    Product("cremant", "Crémant, 75 cl", "For adults only.", "wine", 1290, adult=True, weight=1500),
    Product("bench-oak", "Oak garden bench", "Two seats.", "garden", 34900, stock=5, weight=25000),
    Product(
        "bouquet-monthly",
        "A bouquet every month",
        "Paid every month until you cancel.",
        "flowers",
        1990,
        1000,
        renews=True,
    ),
)
DELIVERIES = (
    Delivery("standard", "Standard delivery", 490, 3),
    Delivery("express", "Express delivery", 990, 1),
)
DELIVERY_VAT = 2000
FREE_FROM = 6000
"""Standard delivery costs nothing for goods of this price before tax and more."""
COUNTRIES = frozenset({"FR", "BE", "DE", "LU", "NL"})
"""Where it delivers."""
REVIEWED_FROM = 30_000
"""From this total on, the buyer confirms the payment in person."""
CURRENCY = "EUR"


def tax(amount: int, rate: int) -> int:
    """The tax on an amount at a rate in ten-thousandths, half a minor unit rounded up."""
    return (amount * rate + 5000) // 10_000
