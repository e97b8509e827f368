-- What a notification of a paid membership makes the node do: its statements, in its order. :first is the number of the
-- first payment, of which each client takes every :clients-th. chr(58): a colon before letters would be a variable.
\set done :done + 1
\set i :first + (:done - 1) * :clients + :client_id
BEGIN;
SELECT payment_id, order_id, member_id, channel, amount, currency, status, created_at, expires_at, refund_reserved, refunded, checks FROM payments.payment WHERE payment_id = 'pay_' || lpad(:i::text, 26, '0') FOR UPDATE \gset p_
INSERT INTO payments.notice (provider, notice_id, payment_id, event, received_at) VALUES ('wechatpay', 'EV-' || lpad(:i::text, 26, '0'), :p_payment_id, 'paid', now()) ON CONFLICT DO NOTHING;
UPDATE membership.orders SET status = 'paid', payment_id = :p_payment_id, updated_at = now() WHERE order_id = :p_order_id AND status = 'awaiting-payment' AND total = 59900;
SELECT line, sku, version, quantity, price FROM membership.order_item WHERE order_id = :p_order_id ORDER BY line;
SELECT i.sku, i.version, i.title_zh, i.title_en, i.price, i.currency, i.level, i.rank, i.validity_days, i.warranty_days FROM membership.item i WHERE i.sku = 'membership-gold-annual' AND i.version = 1;
SELECT benefit, title_zh, title_en, quota FROM membership.item_benefit WHERE sku = 'membership-gold-annual' AND version = 1 ORDER BY benefit;
INSERT INTO membership.member (member_id) VALUES (:p_member_id) ON CONFLICT DO NOTHING;
SELECT 1 FROM membership.member WHERE member_id = :p_member_id FOR UPDATE;
INSERT INTO membership.term (term_id, member_id, order_id, line, sku, version, level, rank, bought_at, bought_seconds, seconds, starts_at, ends_at) VALUES ('trm_' || lpad(:i::text, 26, '0'), :p_member_id, :p_order_id, 1, 'membership-gold-annual', 1, 'gold', 2, date_trunc('second', now()), 31536000, 31536000, date_trunc('second', now()), date_trunc('second', now()) + 31536000 * interval '1 second');
INSERT INTO membership.benefit (term_id, benefit, member_id, quota) VALUES ('trm_' || lpad(:i::text, 26, '0'), 'cleaning', :p_member_id, 2);
INSERT INTO membership.benefit (term_id, benefit, member_id, quota) VALUES ('trm_' || lpad(:i::text, 26, '0'), 'design-preview', :p_member_id, 1);
INSERT INTO membership.benefit (term_id, benefit, member_id, quota) VALUES ('trm_' || lpad(:i::text, 26, '0'), 'oral-examination', :p_member_id, 2);
INSERT INTO membership.benefit (term_id, benefit, member_id, quota) VALUES ('trm_' || lpad(:i::text, 26, '0'), 'scan-archive', :p_member_id, 12);
SELECT term_id, member_id, order_id, line, sku, version, level, rank, bought_at, bought_seconds, seconds, starts_at, ends_at FROM membership.term WHERE member_id = :p_member_id ORDER BY bought_at, term_id;
UPDATE membership.term SET seconds = 31536000, starts_at = date_trunc('second', now()) + interval '1 day', ends_at = date_trunc('second', now()) + interval '1 day' + 31536000 * interval '1 second' WHERE term_id = 'trm_' || lpad(:i::text, 26, '0');
INSERT INTO kernel.outbox (event_id, topic, partition_key, body) VALUES ('evt_1' || lpad(:i::text, 25, '0'), 'membership.events', :p_member_id, '{"id":"evt_1' || lpad(:i::text, 25, '0') || '","type":"membership.membership-extended","key":"' || :p_member_id || '","data":{}}');
SELECT pg_notify('outbox', '');
SELECT order_id, member_id, status, physical, total, currency, ship_to, plan_evidence, created_at FROM membership.orders WHERE order_id = :p_order_id;
INSERT INTO kernel.outbox (event_id, topic, partition_key, body) VALUES ('evt_2' || lpad(:i::text, 25, '0'), 'membership.events', :p_member_id, '{"id":"evt_2' || lpad(:i::text, 25, '0') || '","type":"membership.order-paid","key":"' || :p_member_id || '","data":{"orderId":"' || :p_order_id || '"}}');
SELECT pg_notify('outbox', '');
UPDATE payments.payment SET status = 'paid', transaction_id = '42' || lpad(:i::text, 26, '0'), paid_at = now(), allocated = true, check_at = NULL, checks = 0 WHERE payment_id = :p_payment_id;
WITH entry AS (INSERT INTO payments.ledger_entry (entry_id, payment_id, refund_id, kind, booked_at) VALUES ('led_' || lpad(:i::text, 26, '0'), :p_payment_id, NULL, 'receipt', now()) RETURNING entry_id) INSERT INTO payments.posting (entry_id, account, amount) SELECT entry_id, account, amount FROM entry, (VALUES ('wechatpay', 59900::bigint), ('sales', -59900::bigint)) AS p (account, amount);
WITH entry AS (SELECT * FROM unnest(ARRAY['log_' || lpad(:i::text, 26, '0')], ARRAY['00112233445566778899aabbccddeeff'], ARRAY[now()], ARRAY['\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'::bytea], ARRAY['{"id":"log_' || lpad(:i::text, 26, '0') || '","at":"2026-11-30T22:30:00.000Z","node":"node-1","actor":"system' || chr(58) || 'payments","role":"system","subject":"00112233445566778899aabbccddeeff","action":"write","operation":"payments.settle-paid","resourceType":"payment","resource":"' || :p_payment_id || '","purpose":"order","basis":"contract","outcome":"allowed","trace":"00000000000000000000000000000000"}'], ARRAY['\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'::bytea]) AS e (entry_id, subject, at, salt, body, commitment)), body AS (INSERT INTO audit.body (entry_id, subject, at, salt, body) SELECT entry_id, subject, at, salt, body FROM entry), pending AS (INSERT INTO audit.pending (entry_id) SELECT entry_id FROM entry) INSERT INTO audit.commitment (entry_id, at, commitment) SELECT entry_id, date_trunc('milliseconds', at), commitment FROM entry;
INSERT INTO kernel.outbox (event_id, topic, partition_key, body) VALUES ('evt_3' || lpad(:i::text, 25, '0'), 'payments.events', :p_member_id, '{"id":"evt_3' || lpad(:i::text, 25, '0') || '","type":"payments.payment-paid","key":"' || :p_member_id || '","data":{"paymentId":"' || :p_payment_id || '","orderId":"' || :p_order_id || '"}}');
SELECT pg_notify('outbox', '');
COMMIT;
