const NUMBER = String.raw`\d+(?:\.\d+)?`;
const OPERATOR = String.raw`(?:\+|-|\*|\/|plus|minus|times|divided by)`;
const CHAIN = new RegExp(`${NUMBER}(?: ?${OPERATOR} ?${NUMBER}(?: ?%(?! ?(?:of|off|on)\\b))?)+`, 'g');
const LINK = new RegExp(`^ ?(${OPERATOR}) ?(${NUMBER})( ?%)?`);

/**
 * "10 + 20 plus 19%" and "100 plus 10% minus 10%": a percentage is added to all that stands before it, as on a pocket
 * calculator and on an invoice. Sums with a single operator are left as they are.
 */
export function readPercentChains(text: string): string {
  return text.replace(CHAIN, (chain) => (/[%]/.test(chain) ? fold(chain) : chain));
}

function fold(chain: string): string {
  let left = new RegExp(`^${NUMBER}`).exec(chain)?.[0] ?? '';
  let rest = chain.slice(left.length);
  let operators = 0;
  let folded = false;
  for (let link = LINK.exec(rest); link !== null; link = LINK.exec(rest)) {
    const [whole, operator = '', number = '', percent] = link;
    const sign =
      operator === 'plus' || operator === '+' ? '+' : operator === 'minus' || operator === '-' ? '-' : null;
    if (percent !== undefined && sign !== null && operators > 0) {
      left = `(${left.replace(/^([\d.]+) ([+-]) ([\d.]+)%$/, '$1 * (1 $2 $3/100)')}) * (1 ${sign} ${number}/100)`;
      folded = true;
    } else left += ` ${operator} ${number}${percent === undefined ? '' : '%'}`;
    operators += 1;
    rest = rest.slice(whole.length);
  }
  return folded ? left : chain;
}
