"""Forty tools that nobody has, beside which the standard ones have to be found."""

from __future__ import annotations

from plam_agent.types import Effect, Param, Role, Tool

_ROWS = """
music.play | Play a song, an album or a playlist | song artist
music.pause | Pause what is playing |
music.queue | Add a song to the queue | song
lights.on | Turn on the lights of a room | room brightness
lights.off | Turn off the lights of a room | room
heating.set | Set the temperature of a room | room degrees
heating.schedule | Change the heating schedule of a day | day degrees
blinds.close | Close the blinds | room
oven.start | Preheat the oven | degrees
vacuum.run | Have the floor cleaned | room
weather.now | The weather at a place | place
weather.forecast | The weather of the coming days at a place | place when
news.headlines | Read the headlines of a newspaper | paper
news.search | Search the news for words | words
banking.balance | Say how much is on a bank account | bank
banking.transfer | Transfer money to somebody | recipient amount
banking.statements | List the statements of a bank account | month
stocks.quote | Say the price of a share | share
travel.trains | Find trains between two cities | origin destination when
travel.flights | Find flights between two cities | origin destination when
travel.hotel | Find a hotel room in a city | city nights
travel.checkin | Check in for a flight | flight
taxi.book | Book a taxi to an address | address when
bikes.nearby | Find a free bike nearby | place
parking.pay | Pay for a parking space | plate hours
recipes.find | Find a recipe with some ingredients | ingredients
recipes.scale | Scale a recipe to more people | recipe people
fitness.log | Log a workout | sport minutes
fitness.steps | Say how many steps were walked | when
sleep.report | Say how well somebody slept | night
photos.album | Make an album of photos | title photos
photos.edit | Crop or brighten a photo | photo
maps.route | Find the way to a place | place
maps.traffic | Say how much traffic is on a road | road
translate.text | Translate a text into another language | text language
dictionary.define | Define a word | word
sports.scores | Say how a match ended | team
games.chess | Make a move in a game of chess | square
plants.water | Water the plants | plant
garage.open | Open the garage door |
"""


def _tool(row: str) -> Tool:
    name, summary, args = (part.strip() for part in row.split("|"))
    params = tuple(Param(each, Role.QUOTE) for each in args.split())
    return Tool(name, summary, Effect.WRITE, object, params)


INVENTED = [_tool(row) for row in _ROWS.strip().splitlines()]
