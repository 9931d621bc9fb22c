"""The pages of the laboratory's portal: a small federal portal, and a page of everything forbidden."""

from html import escape
from urllib.parse import quote

from kiosk.contracts.identity import Identity

_STYLE = """
*{box-sizing:border-box}body{margin:0;font:20px/1.5 sans-serif;color:#1c2733;background:#f4f6f8}
header{background:#0b3d66;color:#fff;padding:20px 32px;font-size:24px}main{padding:28px 32px;max-width:60em}
h1{font-size:34px;margin:.2em 0 .6em}a.go,button{display:inline-block;padding:16px 28px;border:0;
border-radius:6px;background:#0b3d66;color:#fff;font:inherit;text-decoration:none}label{display:block;
margin:18px 0 4px}input,select,textarea{font:inherit;padding:12px;width:100%;border:2px solid #5a6b7b;
border-radius:6px;background:#fff}a.card{display:block;padding:22px;margin:14px 0;background:#fff;
border:2px solid #c3ccd5;border-radius:6px;color:inherit}iframe{width:100%;height:130px;border:0}
li{margin:14px 0}.far{height:1400px}
"""
_SHADOW = """
const root = document.getElementById("shadow").attachShadow({mode: "open"});
root.innerHTML = '<label>Schattenfeld<input id="inside"></label><input id="beside" type="number">';
"""
_SPY = """
window.heard = [];
for (const name of ["terminal", "reveal"]) if (name in window) heard.push(name);
"""

KINDS = {"N": "Führungszeugnis für mich selbst", "O": "Führungszeugnis für eine Behörde"}


def start() -> str:
    cards = "".join(
        f'<a class="card" id="kind-{kind}" href="/login?kind={kind}">{escape(name)}</a>'
        for kind, name in KINDS.items()
    )
    return _page("Führungszeugnis beantragen", f"<p>Welches brauchen Sie?</p>{cards}")


def login(kind: str, token: str) -> str:
    asked = f"127.0.0.1:24727/eID-Client?tcTokenURL={quote(token, safe='')}"
    return _page(
        "Anmelden",
        f"<p>{escape(KINDS.get(kind, ''))}: Weisen Sie sich mit Ihrem Online-Ausweis aus.</p>"
        f'<p><a class="go" id="eid" href="http://{asked}">Mit dem Ausweis anmelden</a></p>'
        f'<p><a id="app" href="eid://{asked}">Mit der App auf diesem Gerät</a></p>',
    )


def welcome(person: Identity | None, failure: str) -> str:
    if person is None:
        return _page("Nicht angemeldet", f'<p id="failure">{escape(failure or "Abgebrochen.")}</p>')
    name = f"{person.given_names} {person.family_name}"
    return _page(
        f"Guten Tag, {name}",
        f'<p id="name">{escape(name)}</p><p><a class="go" id="on" href="/form">Weiter</a></p>',
    )


def form(sister: str) -> str:
    """Answer the page with fields; `sister` is the origin of the page in its frame."""
    return _page(
        "Ihre Angaben",
        '<form action="/sent" method="post">'
        '<label for="words">Verwendungszweck</label><input id="words" name="words">'
        '<label for="number">Anzahl</label><input id="number" name="number" type="number">'
        '<label for="mail">E-Mail</label><input id="mail" name="mail" type="email">'
        '<label for="secret">Kennwort</label><input id="secret" name="secret" type="password">'
        '<label for="code">Code</label><input id="code" inputmode="numeric">'
        '<label for="date">Datum</label><input id="date" name="date" type="date">'
        '<label for="read">Kennzeichen</label><input id="read" readonly value="fest">'
        '<label for="choice">Art</label><select id="choice" name="choice">'
        + "".join(f"<option>Nummer {number}</option>" for number in range(40))
        + '</select><label for="file">Nachweis</label><input id="file" type="file">'
        f'<div id="shadow"></div><iframe id="frame" src="{sister}/inner"></iframe>'
        '<div class="far"></div><label for="last">Bemerkung</label><textarea id="last"></textarea>'
        '<p><button id="send">Absenden</button></p></form>'
        f"<script>{_SHADOW}</script>",
    )


def inner() -> str:
    return (
        f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>"
        '<label for="deep">Feld im Rahmen</label><input id="deep">'
    )


def sent(fields: dict[str, str]) -> str:
    lines = "".join(f"<li>{escape(name)}: {escape(text)}" for name, text in fields.items())
    return _page("Angekommen", f'<ul id="sent">{lines}</ul>')


def traps(foreign: str) -> str:
    """Answer the page whose every link leads where nobody must get; `foreign` is another host."""
    links = {
        "foreign": f'href="https://{foreign}/"',
        "hop": 'href="/hop"',
        "refresh": 'href="/refresh"',
        "plain": 'href="http://localhost/"',
        "mail": 'href="mailto:amt@example.org"',
        "phone": 'href="tel:+49301234"',
        "chrome": 'href="chrome://settings/"',
        "files": 'href="file:///etc/hostname"',
        "source": 'href="view-source:https://localhost/"',
        "blank": 'href="/second" target="_blank"',
        "download": 'href="/paper" download',
        "paper": 'href="/paper"',
        "foreign-token": 'href="http://127.0.0.1:24727/eID-Client?tcTokenURL='
        f'{quote(f"https://{foreign}/token", safe="")}"',
    }
    acts = {
        "opens": "window.open('/second')",
        "opens-foreign": f"window.open('https://{foreign}/')",
        "prints": "window.print()",
        "alerts": "alert('Hinweis'); document.title = 'alerted'",
        "asks": "document.title = 'asked ' + confirm('Wirklich?')",
        "moves": "window.moveTo(0, 0); window.resizeTo(2000, 3000)",
        "fills": "document.documentElement.requestFullscreen()",
        "closes": "window.close()",
    }
    items = "".join(f'<li><a id="{name}" {where}>{name}</a>' for name, where in links.items())
    items += "".join(
        f'<li><button id="{name}" onclick="{escape(act)}">{name}</button>'
        for name, act in acts.items()
    )
    return _page("Alles Verbotene", f'<ul>{items}</ul><input id="upload" type="file">')


def second() -> str:
    return _page("Zweite Seite", "<p>Zwei.</p>")


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="de"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style><script>{_SPY}</script>"
        f"<header>Musterportal des Bundes</header><main><h1>{escape(title)}</h1>{body}</main></html>"
    )
