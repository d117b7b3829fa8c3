/**
 * Money without rounding. A JavaScript number holds 15 significant digits of a decimal for certain: 0.1 and 5125.50 come
 * back from `JSON.parse` and `JSON.stringify` as they were, 12345678901234.567 may not. So decimals are `number | string`:
 *
 * - what is answered is a number, and text where a number would lose a digit;
 * - what is sent may be a number, text, a bigint, or an object of decimal.js, big.js, bignumber.js and the like; all but the
 *   number go out as the JSON number that they spell, digit for digit.
 */

import { randomUUID } from 'node:crypto';

import { encodeBody, WrongArgument } from './arguments.js';

/** A decimal of a library for them: what its `toFixed` without arguments gives is exact and has no exponent. */
export interface DecimalObject {
  toFixed(): string;
}

/** What a decimal may be sent as. */
export type DecimalInput = number | string | bigint | DecimalObject;

/** A number by JSON's grammar. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Strings, to be passed over, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A number with so many digits that it may not survive. Also matches inside strings: it only says where to look. */
const LONG = /\d[\d.]{15}|\d[eE][+-]?\d/;

/** The JSON with each number as text that `JSON.parse` would round; `undefined` when there is none. */
export function withExactNumbers(json: string): string | undefined {
  if (!LONG.test(json)) return undefined;
  return json.replace(TOKENS, (token) => (token.startsWith('"') || survives(token) ? token : `"${token}"`));
}

/** Whether a number has the same value after it was a JavaScript number. */
function survives(text: string): boolean {
  const [digits, exponent] = normal(text);
  if (digits.length <= 15 && Math.abs(exponent) < 290) return true;
  const number = Number(text);
  if (!Number.isFinite(number)) return false;
  const [back, backExponent] = normal(String(number));
  return digits === back && exponent === backExponent;
}

/** The digits with their sign and without zeros at the ends, and the power of ten of the last of them. */
function normal(text: string): [digits: string, exponent: number] {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`;
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return ['', 0];
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return [`${text.startsWith('-') ? '-' : ''}${significant.replace(/^0+/, '')}`, exponent];
}

/** Encodes a body whose members at these paths are decimals: `[]` stands for each item, `{}` for each value of a map. */
export function encodeDecimals(paths: readonly string[]): (body: unknown) => string {
  return (body) => {
    // What stands for a decimal until the body is text: no caller can have it in a string by chance or design.
    const mark = `decimal:${randomUUID()}:`;
    let replaced = body;
    for (const path of paths) replaced = replace(replaced, steps(path), '', mark);
    const text = encodeBody(replaced);
    return replaced === body ? text : text.replaceAll(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1');
  };
}

/** `parts[].share` → `parts`, `[]`, `share`. */
function steps(path: string): string[] {
  return path.match(/\[\]|\{\}|[^.[\]{}]+/g) ?? [];
}

/** The value with decimals that are texts replaced by their marks; nothing of the caller's is changed. */
function replace(value: unknown, [step, ...rest]: string[], at: string, mark: string): unknown {
  if (step === undefined) {
    if (value == null || typeof value === 'number' || value instanceof Number) return value;
    const text = spelt(value);
    if (!NUMBER.test(text)) {
      throw new WrongArgument(at, 'is no decimal number; give one such as 12.5 or "12.50"');
    }
    return mark + text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (step === '[]') {
    if (!Array.isArray(value)) return value;
    return changed(
      value,
      value.map((item, index) => replace(item, rest, `${at}[${index}]`, mark)),
    );
  }
  const names = step === '{}' ? Object.keys(value) : [step];
  let copy = value as Record<string, unknown>;
  for (const name of names) {
    const member = (value as Record<string, unknown>)[name];
    const next = replace(member, rest, at ? `${at}.${name}` : name, mark);
    if (next === member) continue;
    if (copy === value) copy = { ...copy };
    copy[name] = next;
  }
  return copy;
}

/** A decimal that is given as anything but a JavaScript number, as text; empty if it is none. */
function spelt(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'bigint') return String(value);
  const decimal = value as Partial<DecimalObject>;
  return typeof decimal.toFixed === 'function' ? String(decimal.toFixed()) : '';
}

function changed(before: unknown[], after: unknown[]): unknown[] {
  return after.some((item, index) => item !== before[index]) ? after : before;
}
