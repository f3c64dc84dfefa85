-- A shop with @SIZE@ orders: inserts in one transaction, indexes, joins, an update, a deletion, an integrity check.
PRAGMA journal_mode = DELETE;
PRAGMA synchronous = OFF;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, region INTEGER NOT NULL);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, day INTEGER NOT NULL, cents INTEGER NOT NULL, note TEXT);
BEGIN;
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < @SIZE@ / 20)
  INSERT INTO customers SELECT i, printf('customer %05d', i * 7919 % 100003), i % 17 FROM n;
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < @SIZE@)
  INSERT INTO orders SELECT i, 1 + i * 7919 % (@SIZE@ / 20), i * 104729 % 365, i * 15485863 % 100000,
    CASE i % 3 WHEN 0 THEN NULL ELSE hex(i * 48271) || ' ' || (i % 97) END FROM n;
COMMIT;
CREATE INDEX orders_by_customer ON orders (customer, day);
CREATE INDEX orders_by_note ON orders (note);
ANALYZE;
SELECT region, count(*), sum(cents), max(name) FROM orders JOIN customers ON customer = customers.id
  GROUP BY region ORDER BY 3 DESC LIMIT 5;
SELECT count(*), sum(a.cents - b.cents) FROM orders a JOIN orders b ON a.customer = b.customer AND a.day < b.day
  WHERE a.cents % 5 = 0;
SELECT count(*) FROM orders WHERE note LIKE '%7 4%';
SELECT name, (SELECT max(cents) FROM orders WHERE customer = customers.id) AS top FROM customers ORDER BY top DESC, name LIMIT 3;
UPDATE orders SET cents = cents * 119 / 100, note = note || '!' WHERE day BETWEEN 100 AND 150;
DELETE FROM orders WHERE customer % 10 = 3;
SELECT day / 30, count(*), total(cents), group_concat(DISTINCT substr(note, 1, 1)) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 4;
PRAGMA integrity_check;
