"""The statements of a month by SQL alone: the same rows, the same kept texts, the same hashes as the product writes.

It knows what the benchmark's offices hold and no more: no absence, no family, no transfer, nobody in two centres, no change
of policy, exempt suppliers, no staff table. What it writes is compared row by row with what the product writes.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from bench.reception_load import MONTH

_MONTHS = """
CREATE TEMP TABLE hand_month ON COMMIT DROP AS
SELECT uuidv7() AS id, register.id AS register_id, register.prefecture_id, register.centre_id, held.contract_id,
       register.edition, register.hash, register.content::json AS content,
       register.centre_id || '/' || held.contract_id AS place
  FROM reception_registermonth AS register
  JOIN reception_centrecontract AS held ON held.centre_id = register.centre_id
   AND held.during && daterange(%(first)s, %(until)s)
 WHERE register.state = 'sealed' AND register.month = %(first)s
"""
_STAYS = """
CREATE TEMP TABLE hand_stay ON COMMIT DROP AS
SELECT month.id AS month_id, month.centre_id, month.place, month.contract_id, told ->> 'guest' AS guest,
       (told ->> 'entry')::date AS entry, (told ->> 'exit')::date AS exit,
       EXISTS (SELECT FROM accounting_pocketmoneysheet AS sheet
                 JOIN accounting_pocketmoneysignature AS signature ON signature.sheet_id = sheet.id
                WHERE sheet.centre_id = month.centre_id AND sheet.month = %(first)s
                  AND signature.guest_id = (told ->> 'guest')::uuid) AS signed
  FROM hand_month AS month, json_array_elements(month.content -> 'stays') AS told
"""
_NIGHTS = """
CREATE TEMP TABLE hand_night ON COMMIT DROP AS
SELECT month.id AS month_id, told ->> 'guest' AS guest,
       daterange((told ->> 'from')::date, (told ->> 'to')::date) AS during
  FROM hand_month AS month, json_array_elements(month.content -> 'nights') AS told
"""
_PRICES = """
CREATE TEMP TABLE hand_price ON COMMIT DROP AS
SELECT contract_id, valid_from, base, discount_percent, round(base * (100 - discount_percent) / 100, 2) AS unit,
       daterange(valid_from, lead(valid_from) OVER (PARTITION BY contract_id ORDER BY valid_from)) AS during
  FROM reception_contractprice
"""
# Nights of a guest at one price; pocket money of who signed; kit and card of who came.
_GUEST_LINES = """
CREATE TEMP TABLE hand_line ON COMMIT DROP AS
SELECT night.month_id, night.guest, 'per_diem' AS kind, night.during * price.during AS during, price.unit
  FROM hand_night AS night JOIN hand_month AS month ON month.id = night.month_id
  JOIN hand_price AS price ON price.contract_id = month.contract_id AND price.during && night.during
UNION ALL
SELECT night.month_id, night.guest, 'pocket_money', night.during, policy.pocket_money_per_day
  FROM hand_night AS night JOIN hand_stay AS stay USING (month_id, guest)
  JOIN reception_contractpolicy AS policy ON policy.contract_id = stay.contract_id
 WHERE stay.signed
UNION ALL
SELECT stay.month_id, stay.guest, once.kind, daterange(stay.entry, stay.entry + 1), once.unit
  FROM hand_stay AS stay JOIN reception_contractpolicy AS policy ON policy.contract_id = stay.contract_id
 CROSS JOIN LATERAL (VALUES ('entry_kit', policy.entry_kit), ('phone_card', policy.phone_card)) AS once (kind, unit)
 WHERE stay.entry >= %(first)s
"""
# How many persons each night, in stretches: where the number or the price changes a new one begins.
_STRETCHES = """
CREATE TEMP TABLE hand_stretch ON COMMIT DROP AS
WITH edges AS (
  SELECT month_id, lower(during) AS day FROM hand_night UNION SELECT month_id, upper(during) FROM hand_night
  UNION SELECT month.id, price.valid_from FROM hand_month AS month JOIN hand_price AS price USING (contract_id)
  WHERE price.valid_from > %(first)s AND price.valid_from < %(until)s),
pieces AS (
  SELECT month_id, day, lead(day) OVER (PARTITION BY month_id ORDER BY day) AS until FROM edges),
counted AS (
  SELECT piece.month_id, piece.day, piece.until, price.valid_from, count(*) AS guests
    FROM pieces AS piece JOIN hand_night AS night ON night.month_id = piece.month_id AND night.during @> piece.day
    JOIN hand_month AS month ON month.id = piece.month_id
    JOIN hand_price AS price ON price.contract_id = month.contract_id AND price.during @> piece.day
   GROUP BY 1, 2, 3, 4),
begun AS (
  SELECT *, (guests, valid_from, day) IS DISTINCT FROM (lag(guests) OVER seen, lag(valid_from) OVER seen,
         lag(until) OVER seen) AS fresh
    FROM counted WINDOW seen AS (PARTITION BY month_id ORDER BY day)),
numbered AS (SELECT *, count(*) FILTER (WHERE fresh) OVER (PARTITION BY month_id ORDER BY day) AS number FROM begun)
SELECT numbered.month_id, number, min(day) AS first, max(until) AS until, guests,
       guests * (max(until) - min(day)) AS owed, least(guests, capacity.places) * (max(until) - min(day)) AS paid,
       price.valid_from, price.base, price.discount_percent, price.unit
  FROM numbered JOIN hand_month AS month ON month.id = numbered.month_id
  JOIN hand_price AS price ON price.contract_id = month.contract_id AND price.valid_from = numbered.valid_from
  JOIN LATERAL (SELECT authorised + emergency AS places FROM reception_centrecapacity AS row
                 WHERE row.centre_id = month.centre_id AND row.valid_from <= numbered.day
                 ORDER BY row.valid_from DESC LIMIT 1) AS capacity ON true
 GROUP BY numbered.month_id, number, guests, capacity.places, price.valid_from, price.base, price.discount_percent,
       price.unit
"""
_FINDINGS = """
CREATE TEMP TABLE hand_finding ON COMMIT DROP AS
SELECT month_id, guest, night.during, upper(night.during) - lower(night.during) AS nights,
       round((upper(night.during) - lower(night.during)) * policy.pocket_money_per_day, 2) AS amount
  FROM hand_stay AS stay JOIN hand_night AS night USING (month_id, guest)
  JOIN reception_contractpolicy AS policy ON policy.contract_id = stay.contract_id
 WHERE NOT stay.signed
"""
_INPUTS = """
CREATE TEMP TABLE hand_inputs ON COMMIT DROP AS
SELECT month.id AS month_id, concat(
  '{"absences":[],"capacities":[', capacities.told, '],"centre":"', month.centre_id, '","confirmations":[',
  confirmed.told, '],"contract":"', month.contract_id, '","edition":', month.edition, ',"identical_nights":',
  %(identical)s::text, ',"known":[', stays.known, '],"month":{"first":"', %(first)s::date, '","until":"',
  %(until)s::date, '"},"others":[],"place":"', month.place, '","policies":[', policies.told, '],"present":[',
  present.told, '],"prices":[', prices.told, '],"register":"', month.hash, '","rule":', %(rule)s::text,
  ',"signatures":[', stays.signed, '],"stays":[', stays.told, '],"suspensions":[]}') AS inputs
  FROM hand_month AS month
  JOIN LATERAL (SELECT string_agg(format('{"places":%%s,"valid_from":"%%s"}', authorised + emergency, valid_from), ','
                       ORDER BY valid_from) AS told
                  FROM reception_centrecapacity WHERE centre_id = month.centre_id) AS capacities ON true
  JOIN LATERAL (SELECT string_agg(format('{"at":"%%s","night":"%%s"}',
                       to_char(confirmed_at AT TIME ZONE 'Europe/Rome', 'YYYY-MM-DD HH24:MI'), night), ',' ORDER BY night)
                       AS told
                  FROM reception_nightconfirmation
                 WHERE centre_id = month.centre_id AND night >= %(first)s AND night < %(until)s) AS confirmed ON true
  JOIN LATERAL (SELECT string_agg(format('{"base":"%%s","discount_percent":"%%s","valid_from":"%%s"}', base,
                       discount_percent, valid_from), ',' ORDER BY valid_from) AS told
                  FROM reception_contractprice WHERE contract_id = month.contract_id) AS prices ON true
  JOIN LATERAL (SELECT string_agg(format('{"abandonment_after_hours":%%s,"allowances":{"entry_kit":"%%s",'
                       '"phone_card":"%%s","pocket_money_family_cap":"%%s","pocket_money_per_day":"%%s"},"policy":'
                       '{"cap_to_capacity":%%s,"count_entry_day":%%s,"count_exit_day":%%s,"paid_absences":[],'
                       '"transfer_day_paid_to_origin":%%s},"valid_from":"%%s"}', abandonment_after_hours, entry_kit,
                       phone_card, pocket_money_family_cap, pocket_money_per_day, cap_to_capacity::text,
                       count_entry_day::text, count_exit_day::text, transfer_day_to_origin::text, valid_from), ','
                       ORDER BY valid_from) AS told
                  FROM reception_contractpolicy WHERE contract_id = month.contract_id) AS policies ON true
  JOIN LATERAL (SELECT string_agg(format('{"centre":"%%s","guest":"%%s","periods":[{"first":"%%s","until":"%%s"}]}',
                       month.centre_id, guest, lower(during), upper(during)), ',' ORDER BY guest COLLATE "C") AS told
                  FROM hand_night WHERE month_id = month.id) AS present ON true
  JOIN LATERAL (SELECT
      string_agg(format('{"centre":"%%s","entry":"%%s","entry_kind":"new","exit":%%s,"family":"","guest":"%%s"}',
        month.place, stay.entry, coalesce('"' || stay.exit || '"', 'null'), stay.guest), ','
        ORDER BY stay.guest COLLATE "C") AS told,
      string_agg(format('{"by_transfer":false,"centre":"%%s","entry":"%%s","exit":%%s,"guest":"%%s","reason":"%%s"}',
        now.centre_id, now.entry, coalesce('"' || stay.exit || '"', 'null'), stay.guest,
        CASE WHEN stay.exit IS NULL THEN '' ELSE now.exit_reason END), ',' ORDER BY stay.guest COLLATE "C") AS known,
      string_agg(format('["%%s","%%s"]', stay.guest, month.place), ',' ORDER BY stay.guest COLLATE "C")
        FILTER (WHERE stay.signed) AS signed
      FROM hand_stay AS stay
      JOIN reception_stay AS now ON now.guest_id = stay.guest::uuid AND now.superseded_at IS NULL
     WHERE stay.month_id = month.id) AS stays ON true
"""
_RESULTS = """
CREATE TEMP TABLE hand_result ON COMMIT DROP AS
SELECT month.id AS month_id, nights.nights, lines.paid, lines.per_diem, guests.pocket, guests.entries, guests.kits,
       guests.cards, concat(
  '{"findings":[', findings.told, '],"month":{"entries":', guests.entries, ',"entry_kits":"', guests.kits,
  '","guest_lines":[', guests.told, '],"lines":[', lines.told, '],"nights":', nights.nights, ',"paid_nights":',
  lines.paid, ',"per_diem":"', lines.per_diem, '","phone_cards":"', guests.cards, '","pocket_money":"', guests.pocket,
  '"}}') AS result
  FROM hand_month AS month
  JOIN LATERAL (SELECT sum(upper(during) - lower(during)) AS nights FROM hand_night WHERE month_id = month.id) AS nights
    ON true
  JOIN LATERAL (SELECT string_agg(format('{"amount":"%%s","detail":"","guest":"%%s","kind":"pocket_unsigned",'
                       '"nights":%%s,"periods":[{"first":"%%s","until":"%%s"}],"withheld":true}', amount, guest, nights,
                       lower(during), upper(during)), ',' ORDER BY guest COLLATE "C") AS told
                  FROM hand_finding WHERE month_id = month.id) AS findings ON true
  JOIN LATERAL (SELECT string_agg(format('{"amount":"%%s","owed":%%s,"paid":%%s,"period":{"first":"%%s","until":"%%s"},'
                       '"price":{"base":"%%s","discount_percent":"%%s","valid_from":"%%s"}}', round(paid * unit, 2), owed,
                       paid, first, until, base, discount_percent, valid_from), ',' ORDER BY first) AS told,
                       sum(paid) AS paid, coalesce(sum(round(paid * unit, 2)), 0.00) AS per_diem
                  FROM hand_stretch WHERE month_id = month.id) AS lines ON true
  JOIN LATERAL (SELECT string_agg(format('{"amount":"%%s","family":"","guest":"%%s","kind":"%%s","members":1,"period":'
                       '{"first":"%%s","until":"%%s"},"unit":"%%s"}', round((upper(during) - lower(during)) * unit, 2),
                       guest, kind, lower(during), upper(during), unit), ','
                       ORDER BY guest COLLATE "C", kind COLLATE "C", during) AS told,
                       coalesce(sum(round((upper(during) - lower(during)) * unit, 2))
                         FILTER (WHERE kind = 'pocket_money'), 0.00) AS pocket,
                       count(*) FILTER (WHERE kind = 'entry_kit') AS entries,
                       coalesce(sum(unit) FILTER (WHERE kind = 'entry_kit'), 0.00) AS kits,
                       coalesce(sum(unit) FILTER (WHERE kind = 'phone_card'), 0.00) AS cards
                  FROM hand_line WHERE month_id = month.id) AS guests ON true
"""
_KEEP_MONTHS = """
INSERT INTO accounting_centremonth (id, prefecture_id, contract_id, centre_id, register_id, month, version, rule, inputs,
  input_hash, result_hash, computed_at, checked_at, nights, paid_nights, entries, per_diem, pocket_money, entry_kits,
  phone_cards)
SELECT month.id, prefecture_id, contract_id, centre_id, register_id, %(first)s, 1, %(rule)s, inputs,
       encode(sha256(convert_to(inputs, 'UTF8')), 'hex'), encode(sha256(convert_to(result, 'UTF8')), 'hex'),
       clock_timestamp(), clock_timestamp(), nights, paid, entries, per_diem, pocket, kits, cards
  FROM hand_month AS month JOIN hand_inputs AS inputs ON inputs.month_id = month.id
  JOIN hand_result AS result ON result.month_id = month.id
"""
_KEEP_LINES = """
INSERT INTO accounting_centreline (id, prefecture_id, centre_month_id, during, owed, paid, base, discount_percent,
  price_from, unit, amount)
SELECT uuidv7(), month.prefecture_id, month.id, daterange(min(first), max(until)), sum(owed), sum(paid), base,
       discount_percent, valid_from, unit, sum(round(paid * unit, 2))
  FROM (SELECT stretch.*, count(*) FILTER (WHERE apart) OVER (PARTITION BY month_id ORDER BY number) AS island
          FROM (SELECT *, (valid_from, first) IS DISTINCT FROM (lag(valid_from) OVER seen, lag(until) OVER seen) AS apart
                  FROM hand_stretch WINDOW seen AS (PARTITION BY month_id ORDER BY number)) AS stretch) AS joined
  JOIN hand_month AS month ON month.id = joined.month_id
 GROUP BY month.prefecture_id, month.id, island, base, discount_percent, valid_from, unit
"""
_KEEP_GUEST_LINES = """
INSERT INTO accounting_guestline (id, prefecture_id, centre_month_id, guest_id, family, kind, during, members, unit, amount)
SELECT uuidv7(), month.prefecture_id, month.id, guest::uuid, '', kind, during, 1, unit,
       round((upper(during) - lower(during)) * unit, 2)
  FROM hand_line AS line JOIN hand_month AS month ON month.id = line.month_id
"""
_KEEP_FINDINGS = """
INSERT INTO accounting_finding (id, prefecture_id, contract_id, centre_id, guest_id, month, kind, key, nights, amount,
  withheld, detail, evidence, state, reason, found_at, version)
SELECT uuidv7(), prefecture_id, contract_id, centre_id, guest::uuid, %(first)s, 'pocket_unsigned',
       encode(sha256(convert_to(concat('pocket_unsigned|', centre_id, '|', guest, '||True'), 'UTF8')), 'hex'), nights,
       amount, true, '', jsonb_build_array(jsonb_build_array(lower(during), upper(during))), 'open', '',
       clock_timestamp(), 1
  FROM hand_finding AS finding JOIN hand_month AS month ON month.id = finding.month_id
UNION ALL
SELECT DISTINCT ON (contract_id) uuidv7(), prefecture_id, contract_id, NULL, NULL::uuid, %(first)s::date,
       'staff_table_missing', encode(sha256(convert_to('staff_table_missing||||False', 'UTF8')), 'hex'), 0, 0, false, '',
       '[]'::jsonb, 'open', '', clock_timestamp(), 1
  FROM hand_month
"""
_STATEMENTS = """
CREATE TEMP TABLE hand_statement ON COMMIT DROP AS
WITH sums AS (
  SELECT month.prefecture_id, month.contract_id, sum(kept.nights) AS nights, sum(kept.paid_nights) AS paid,
         sum(kept.per_diem) AS per_diem, sum(kept.pocket_money) AS pocket, sum(kept.entry_kits) AS kits,
         sum(kept.phone_cards) AS cards, concat('{"centres":[', string_agg(format(
           '{"centre":"%%s","entry_kits":"%%s","inputs":"%%s","nights":%%s,"paid_nights":%%s,"per_diem":"%%s",'
           '"phone_cards":"%%s","pocket_money":"%%s"}', kept.centre_id, kept.entry_kits, kept.input_hash, kept.nights,
           kept.paid_nights, kept.per_diem, kept.phone_cards, kept.pocket_money), ',' ORDER BY kept.centre_id),
         '],"contract":"', month.contract_id, '","hours":[],"lot_class":"', contract.lot_class,
         '","missing":[],"month":{"first":"', %(first)s::date, '","until":"', %(until)s::date, '"},"rule":',
         %(rule)s::text, ',"scheme":"', contract.scheme, '","staff_table":[],"supplier":', %(supplier)s::text,
         ',"wages":[]}') AS inputs
    FROM hand_month AS month JOIN accounting_centremonth AS kept ON kept.id = month.id
    JOIN reception_contract AS contract ON contract.id = month.contract_id
   GROUP BY month.prefecture_id, month.contract_id, contract.lot_class, contract.scheme),
taxed AS (
  SELECT *, per_diem + pocket + kits + cards AS gross, round(per_diem * %(vat)s / 100, 2) AS vat,
         round(per_diem * %(retention)s / 100, 2) AS retention, 0.00 AS stamp
    FROM sums)
SELECT uuidv7() AS id, *, gross + vat + stamp AS invoice_total, gross - retention + stamp AS payable, concat(
       '{"due":{"gross":"', gross, '","invoice_total":"', gross + vat + stamp, '","payable_now":"',
       gross - retention + stamp, '","reimbursed":"', pocket + kits + cards, '","retention":"', retention, '","stamp":"',
       stamp, '","taxable":"', per_diem, '","vat":"', vat, '"},"entry_kits":"', kits, '","findings":[', %(staff)s::text,
       '],"nights":', nights, ',"paid_nights":', paid, ',"per_diem":"', per_diem, '","phone_cards":"', cards,
       '","pocket_money":"', pocket, '"}') AS result
  FROM taxed
"""
_KEEP_STATEMENTS = """
INSERT INTO accounting_monthlystatement (id, prefecture_id, contract_id, month, version, rule, inputs, input_hash,
  result_hash, computed_at, missing, nights, paid_nights, per_diem, pocket_money, entry_kits, phone_cards, gross, vat,
  stamp, invoice_total, retention, payable_now)
SELECT id, prefecture_id, contract_id, %(first)s, 1, %(rule)s, inputs,
       encode(sha256(convert_to(inputs, 'UTF8')), 'hex'), encode(sha256(convert_to(result, 'UTF8')), 'hex'),
       clock_timestamp(), 0, nights, paid, per_diem, pocket, kits, cards, gross, vat, stamp, invoice_total, retention,
       payable
  FROM hand_statement
"""
_KEEP_PARTS = """
INSERT INTO accounting_statementpart (id, prefecture_id, statement_id, centre_month_id)
SELECT uuidv7(), month.prefecture_id, statement.id, month.id
  FROM hand_month AS month JOIN hand_statement AS statement USING (contract_id)
"""
_KEEP_AUDIT = """
INSERT INTO core_auditrecord (id, prefecture_id, number, at, actor_label, act, object_kind, object_id, payload)
SELECT uuidv7(), prefecture_id, 0, clock_timestamp(), 'bench', 'statement.computed', 'statement', id::text, jsonb_build_object(
       'act', 'statement.computed', 'object', id, 'contract', contract_id, 'month', %(first)s::date, 'version', 1, 'hash',
       encode(sha256(convert_to(result, 'UTF8')), 'hex'), 'gross', gross)::text
  FROM hand_statement
"""


def write(values: dict[str, Any]) -> None:
    """Write the statements of every sealed month. `values`: what the texts hold besides the rows."""
    told = values | {"first": MONTH.first, "until": MONTH.until}
    with connection.cursor() as cursor:
        for statement in (_MONTHS, _STAYS, _NIGHTS, _PRICES, _GUEST_LINES, _FINDINGS):
            cursor.execute(statement, told)
        for table in ("hand_stay", "hand_night", "hand_line", "hand_finding"):
            cursor.execute(f"CREATE INDEX ON {table} (month_id); ANALYZE {table}")
        cursor.execute("ANALYZE hand_month; ANALYZE hand_price")
        cursor.execute(_STRETCHES, told)
        cursor.execute("CREATE INDEX ON hand_stretch (month_id); ANALYZE hand_stretch")
        for statement in (
            _INPUTS, _RESULTS, _KEEP_MONTHS, _KEEP_LINES, _KEEP_GUEST_LINES, _KEEP_FINDINGS, _STATEMENTS,
            _KEEP_STATEMENTS, _KEEP_PARTS, _KEEP_AUDIT,
        ):  # fmt: skip
            cursor.execute(statement, told)
