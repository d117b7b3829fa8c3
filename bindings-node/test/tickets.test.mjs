import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const { Tickets } = createRequire(import.meta.url)('../dist/tickets.js');

test('tickets of the same slot do not meet', () => {
  const tickets = new Tickets();
  for (const ticket of [1, 1_025, 2_049]) tickets.add(ticket, `value ${ticket}`);
  assert.equal(tickets.size, 3);
  assert.equal(tickets.take(1), 'value 1');
  assert.equal(tickets.take(1), undefined);
  tickets.add(3_073, 'value 3073');
  assert.deepEqual(
    [tickets.get(1_025), tickets.get(2_049), tickets.get(3_073)],
    ['value 1025', 'value 2049', 'value 3073'],
  );
  assert.deepEqual(
    [tickets.take(2_049), tickets.take(3_073), tickets.take(1_025)],
    ['value 2049', 'value 3073', 'value 1025'],
  );
  assert.equal(tickets.size, 0);
});

test('calls that take long do not disturb those that come and go', () => {
  const tickets = new Tickets();
  const long = Array.from({ length: 3_000 }, (_, index) => index + 1);
  for (const ticket of long) tickets.add(ticket, ticket);
  for (let ticket = 3_001; ticket < 20_000; ticket++) {
    tickets.add(ticket, ticket);
    assert.equal(tickets.take(ticket), ticket);
  }
  assert.equal(tickets.size, 3_000);
  assert.ok(long.every((ticket) => tickets.take(ticket) === ticket));
  assert.equal(tickets.size, 0);
});
