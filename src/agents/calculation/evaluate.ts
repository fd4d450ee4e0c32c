import { createRequire } from 'node:module';
import type { BigNumber, ConfigOptions, MathJsInstance, MathNode } from 'mathjs';

/** `exact` is false where the result had to be rounded. */
export type Evaluation = { ok: true; result: string; exact: boolean } | { ok: false };

type Engine = MathJsInstance;

/** Longest expression, characters, and largest tree, nodes: they bound the time, since evaluation cannot be stopped. */
const MAX_CHARACTERS = 300;
const MAX_NODES = 100;
/** `1000!` takes 2 ms; one of a billion would hold the process. */
const MAX_FACTORIAL = 1_000;

const FUNCTIONS: ReadonlySet<string> = new Set(
  'abs ceil floor round sqrt cbrt exp log log10 log2 sin cos tan asin acos atan min max mean median sum mod gcd lcm'.split(
    ' ',
  ),
);
const CONSTANTS: ReadonlySet<string> = new Set(['pi', 'e', 'tau', 'phi']);
const OPERATORS: ReadonlySet<string> = new Set(
  'add subtract multiply divide pow mod unaryMinus unaryPlus factorial to'.split(' '),
);

const require = createRequire(import.meta.url);
let engine: Engine | undefined;

/**
 * mathjs as its one-file bundle, at the first sum: that takes 80 ms, its thousand modules take 1.2 s, and neither leaves
 * the event loop to anybody else meanwhile.
 */
function mathjs(): Engine {
  if (engine !== undefined) return engine;
  const bundle: { create(config: ConfigOptions): Engine } = require('mathjs/lib/browser/math.js');
  // 64 digits, so that 0.1 + 0.2 is 0.3. What grows past its range becomes infinite at once.
  engine = bundle.create({ number: 'BigNumber', precision: 64 });
  return engine;
}

/** Computes one expression; `ok: false` when it is none, or asks for more than a calculator does. */
export function evaluate(text: string): Evaluation {
  if (text.length > MAX_CHARACTERS) return { ok: false };
  const math = mathjs();
  try {
    const tree = math.parse(text);
    if (!isArithmetic(tree, math)) return { ok: false };
    const result = written(tree.evaluate(), math);
    return result === null ? { ok: false } : { ok: true, ...result };
  } catch (error) {
    // mathjs reports every unreadable expression and every mismatch of units by throwing.
    if (error instanceof Error) return { ok: false };
    throw error;
  }
}

/**
 * Allows what it knows: numbers, units, constants, listed operators and functions. So nothing is assigned, defined,
 * imported or looked up, whatever else the parser understands. A lone number or quantity is no sum.
 */
function isArithmetic(tree: MathNode, math: Engine): boolean {
  let nodes = 0;
  let works = false;
  let allowed = true;
  tree.traverse((node, path, parent) => {
    nodes += 1;
    if (nodes > MAX_NODES) allowed = false;
    if (math.isOperatorNode(node)) {
      allowed &&= OPERATORS.has(node.fn) && isSensible(node, math);
      works ||= !node.implicit && !node.fn.startsWith('unary');
    } else if (math.isFunctionNode(node)) {
      allowed &&= math.isSymbolNode(node.fn) && FUNCTIONS.has(node.fn.name);
      works = true;
    } else if (math.isSymbolNode(node)) {
      const isFunctionName = path === 'fn' && math.isFunctionNode(parent);
      allowed &&= isFunctionName || CONSTANTS.has(node.name) || math.Unit.isValuelessUnit(node.name);
    } else if (math.isConstantNode(node)) {
      allowed &&= math.isBigNumber(node.value);
    } else {
      allowed &&= math.isParenthesisNode(node);
    }
  });
  return allowed && works;
}

/** `5 feet 3 inches` would be read as a product; a factorial of a large number would never end. */
function isSensible(
  node: { implicit: boolean; fn: string; args: readonly MathNode[] },
  math: Engine,
): boolean {
  if (node.implicit) return !math.isConstantNode(node.args[1]);
  if (node.fn !== 'factorial') return true;
  const operand: unknown = node.args[0];
  return math.isConstantNode(operand) && Number(operand.value) <= MAX_FACTORIAL;
}

type Written = { result: string; exact: boolean };

function written(value: unknown, math: Engine): Written | null {
  if (math.isBigNumber(value)) return writtenNumber(value, math);
  if (!math.isUnit(value)) return null;
  const number = math.format(value, { precision: 6, lowerExp: -6, upperExp: 15 });
  const fully = math.format(value, { precision: 32, lowerExp: -6, upperExp: 15 });
  return { result: number.replace(/^-?\d+/, withSeparators), exact: number === fully };
}

function writtenNumber(value: BigNumber, math: Engine): Written {
  if (value.isNaN() || !value.isFinite()) return { result: 'not defined', exact: true };
  const whole = value.isInteger() && value.abs().lt('1e30');
  if (whole) return { result: withSeparators(value.toFixed(0)), exact: true };
  const digits = math.format(value, { precision: 12, lowerExp: -9, upperExp: 15 });
  return {
    result: digits.replace(/^-?\d+(?!\d*e)/, withSeparators),
    exact: math.bignumber(digits).eq(value),
  };
}

function withSeparators(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
