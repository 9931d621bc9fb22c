"""The eID laboratory: a test card over vpcd and a test eID server, so that the real AusweisApp runs.

For development, demonstration and tests. The arithmetic here is not constant-time and the keys
are made at every start; nothing of it belongs on a terminal in the field.

Where to look, from the outside in:

- the whole: `laboratory`, what it shares with its rehearsal `surroundings`; reader `pcscd`,
  `virtual_reader`
- the card: in the pocket `card`, under power `powered_card`; its parts `card_passwords`,
  `card_pace`, `card_access`, `card_files`, `card_file_system`; who made it `card_issuer`, whose
  it is `person`
- the eID server: `eid_server`; a dialogue `eac`, `paos`, `inquiry`; who asked `sessions`; its
  keys `terminals`, `terminal_authority`, `provider`, `tls`
- its end towards services: `service_end`, and everything that begins with `service_`
- a website that uses it: `portal_site`, `portal_pages`
- what goes wrong: `misbehaviour`, `wrong_answers`, and between client and server `network`
- protocols that card and server share: `secure_messaging`, `auxiliary`, `sector`, `rights`,
  `signing`, `curve`, `tlv`; HTTPS `https`
"""
