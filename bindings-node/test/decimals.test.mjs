import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidRequestError, Nexpay } from 'signbridge';
import { provider } from './support.mjs';

async function nexpay(context, handler) {
  const server = await provider(context, handler);
  return { server, client: new Nexpay({ apiKey: 'key-1', apiUrl: `${server.origin}/v2`, maxRetries: 0 }) };
}

/** Answers with this text as JSON. */
function raw(text) {
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(text);
  };
}

test('a decimal given as text goes out as the number that it spells', async (context) => {
  const { server, client } = await nexpay(context, raw('{"rate":1.5}'));
  const question = { amount: '12345678901234567.10', fromCurrency: 'USD', toCurrency: 'AUD' };
  await client.fx.rate(question);
  assert.equal(server.requests[0].text, '{"amount":12345678901234567.10,"fromCurrency":"USD","toCurrency":"AUD"}');
  assert.equal(question.amount, '12345678901234567.10');
  await client.fx.rate({ ...question, amount: 0.1 });
  assert.match(server.requests[1].text, /"amount":0\.1,/);
});

test('decimals are found below lists, and text elsewhere stays text', async (context) => {
  const { server, client } = await nexpay(context, raw('{"id":"pi_1"}'));
  await client.paymentIntents.create({
    useCase: '1.0',
    recipients: [
      { amount: '1.234', currency: 'KWD' },
      { amount: 500, currency: 'JPY' },
    ],
  });
  assert.equal(
    server.requests[0].text,
    '{"useCase":"1.0","recipients":[{"amount":1.234,"currency":"KWD"},{"amount":500,"currency":"JPY"}]}',
  );
});

/** As decimal.js, big.js and bignumber.js have it: `toString` may have an exponent, `toFixed` without arguments never. */
class Decimal {
  #text;

  constructor(text) {
    this.#text = text;
  }

  toFixed() {
    return this.#text;
  }

  toString() {
    return '1e-7';
  }

  toJSON() {
    return this.toString();
  }
}

for (const [what, amount, sent] of [
  ['a decimal object', new Decimal('0.000000100000000000000001'), '0.000000100000000000000001'],
  ['a bigint', 12345678901234567890n, '12345678901234567890'],
  ['a small number', 1e-7, '1e-7'],
  ['a small text', '1e-7', '1e-7'],
  ['a Number object', Object(1.25), '1.25'],
]) {
  test(`${what} goes out as the number that it is`, async (context) => {
    const { server, client } = await nexpay(context, raw('{"rate":1.5}'));
    await client.fx.rate({ amount, fromCurrency: 'USD', toCurrency: 'AUD' });
    assert.equal(server.requests[0].text, `{"amount":${sent},"fromCurrency":"USD","toCurrency":"AUD"}`);
  });
}

test("what is no decimal is refused by the member's name", async (context) => {
  const { server, client } = await nexpay(context, raw('{}'));
  for (const amount of ['1,5', '', ' 1', 'NaN', '0x1', '1.', new Decimal('NaN'), Number.NaN, new Map(), [5], true]) {
    const recipients = [{ amount: 1 }, { amount }];
    await assert.rejects(client.paymentIntents.create({ useCase: 'x', recipients }), (error) => {
      assert.ok(error instanceof InvalidRequestError, error.stack);
      assert.equal(error.fields[0].field, 'recipients[1].amount');
      return true;
    });
  }
  assert.equal(server.requests.length, 0);
});

for (const [digits, value] of [
  ['0.1', 0.1],
  ['5125.50', 5125.5],
  ['1.234', 1.234],
  ['500', 500],
  ['-0.30000000000000000000', -0.3],
  ['12345678901234567.123', '12345678901234567.123'],
  ['0.1000000000000000055', '0.1000000000000000055'],
  ['9007199254740993', '9007199254740993'],
  ['1e400', '1e400'],
]) {
  test(`an answered ${digits} loses no digit`, async (context) => {
    const { client } = await nexpay(context, raw(`{"rate":${digits},"fromCurrency":"1234567890123456789 \\" 0.1"}`));
    const got = await client.fx.rate({ amount: 1, fromCurrency: 'USD', toCurrency: 'AUD' });
    assert.deepEqual(got, { rate: value, fromCurrency: '1234567890123456789 " 0.1' });
  });
}

test('items of a list keep their digits too', async (context) => {
  const body = '{"commissions":[{"paymentId":1,"commissionAmount":12345678901234567.123,"commissionSpread":0.01}]}';
  const { client } = await nexpay(context, raw(body));
  const page = await client.commissions.list();
  assert.deepEqual(page.items, [{ paymentId: 1, commissionAmount: '12345678901234567.123', commissionSpread: 0.01 }]);
});

test('the idempotency key of a payment is told with the answer and with the error', async (context) => {
  let status = 200;
  const { server, client } = await nexpay(context, (_, response) => {
    response.statusCode = status;
    return status === 200 ? { id: 123 } : { statusCode: status, message: 'down' };
  });
  const payment = { transactionType: 'provider', data: {} };
  let info;
  const onResponse = (given) => {
    info = given;
  };
  await client.payments.create(payment, { onResponse });
  assert.match(info.idempotencyKey, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(server.requests[0].headers['idempotency-key'], info.idempotencyKey);
  status = 500;
  await assert.rejects(client.payments.create(payment, { idempotencyKey: 'mine' }), { idempotencyKey: 'mine' });
});
