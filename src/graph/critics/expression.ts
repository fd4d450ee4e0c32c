import { numeralAt } from './numerals.ts';

/** A part of a calculation. `units` are all that were written in it. */
export type Value = {
  end: number;
  value: number;
  percent: boolean;
  units: ReadonlySet<string>;
  operators: number;
  tolerance: number;
};

const NO_UNITS: ReadonlySet<string> = new Set();

/** Parentheses within parentheses that are read; people write three. */
const DEEPEST = 20;

/**
 * Reads a calculation that begins at `position`: + - × ÷ ^, parentheses, and `N% of M`. Null where none begins, or
 * where it cannot be recomputed without guessing: units that differ in a sum, a percentage added to a number, division
 * by zero.
 */
export function expressionAt(text: string, position: number): Value | null {
  return sum(text, skip(text, position), 0);
}

function sum(text: string, position: number, depth: number): Value | null {
  let left = product(text, position, depth);
  while (left !== null) {
    const operator = operatorAt(text, left.end, /[+\-−]/y);
    if (operator === null) return left;
    const right = product(text, operator.end, depth);
    if (right === null) return left;
    if (left.percent !== right.percent) return null;
    const units = both(left.units, right.units);
    if (units.size > 1) return null;
    const value = operator.sign === '+' ? left.value + right.value : left.value - right.value;
    left = join(left, right, value, left.percent);
  }
  return null;
}

function product(text: string, position: number, depth: number): Value | null {
  let left = power(text, position, depth);
  while (left !== null) {
    const operator =
      operatorAt(text, left.end, /[*×·÷/]|x(?=[\s\d($€£])/y) ??
      (left.percent ? operatorAt(text, left.end, /of\b/y) : null);
    if (operator === null) return left;
    const right = power(text, operator.end, depth);
    if (right === null) return left;
    const divides = operator.sign === '/' || operator.sign === '÷';
    if (divides && right.value === 0) return null;
    const value = divides ? left.value / right.value : left.value * right.value;
    left = join(left, right, value, left.percent && right.percent);
  }
  return null;
}

function power(text: string, position: number, depth: number): Value | null {
  const base = primary(text, position, depth);
  const operator = base === null ? null : operatorAt(text, base.end, /\^|\*\*(?=\s?\d)/y);
  if (base === null || operator === null) return base;
  const exponent = primary(text, operator.end, depth);
  return exponent === null ? base : join(base, exponent, base.value ** exponent.value, false);
}

function primary(text: string, position: number, depth: number): Value | null {
  if (text[position] === '(') {
    if (depth === DEEPEST) return null;
    const inner = sum(text, skip(text, position + 1), depth + 1);
    if (inner === null) return null;
    const close = skip(text, inner.end);
    return text[close] === ')' ? { ...inner, end: close + 1 } : null;
  }
  const numeral = numeralAt(text, position);
  if (numeral === null) return null;
  const { end, value, percent, unit, tolerance } = numeral;
  return { end, value, percent, units: unit === '' ? NO_UNITS : new Set([unit]), operators: 0, tolerance };
}

function join(left: Value, right: Value, value: number, percent: boolean): Value {
  return {
    end: right.end,
    value,
    percent,
    units: both(left.units, right.units),
    operators: left.operators + right.operators + 1,
    tolerance: 0,
  };
}

/** Most numbers have no unit, and a set more for each of them is what a long sum would spend its time on. */
function both(left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> {
  if (right.size === 0) return left;
  return left.size === 0 ? right : left.union(right);
}

function operatorAt(text: string, position: number, pattern: RegExp): { sign: string; end: number } | null {
  pattern.lastIndex = skip(text, position);
  const match = pattern.exec(text);
  return match === null ? null : { sign: match[0], end: skip(text, pattern.lastIndex) };
}

function skip(text: string, position: number): number {
  let at = position;
  while (text[at] === ' ' || text[at] === '\u00a0') at += 1;
  return at;
}
