import { describe, expect, it } from 'vitest';
import { findSums } from '#agents/calculation/find-sums.ts';
import { calculate } from '#agents/tools/calculate.ts';
import { aResult, aTaskCall } from './a-task-call.ts';

function sums(said: string): string[] {
  const found = findSums(said);
  return found.sums.map(({ expression, result, exact }) => `${expression} ${exact ? '=' : '≈'} ${result}`);
}

function serve(call: Parameters<typeof aTaskCall>[0]) {
  const tool = calculate();
  const task = aTaskCall({ agentId: 'calculator', ...call });
  return tool.serve({ call: task, signal: task.signal });
}

describe('the calculator', () => {
  it.each([
    ['What is 12.5% of 3400?', '12.5% of 3,400 = 425'],
    ['15% off 80', '15% off 80 = 68'],
    ['add 15% to 80', '80 + 15% = 92'],
    ['What is 15 percent of 240?', '15% of 240 = 36'],
    ['20 is what percent of 80', '(20 / 80) * 100 = 25'],
    ['what is 17 times 23', '17 * 23 = 391'],
    ['what is seventeen times twenty-three?', '17 * 23 = 391'],
    ['17 × 23 =', '17 * 23 = 391'],
    ['Calculate 3 * (4 + 5) please', '3 * (4 + 5) = 27'],
    ['$1,200 / 4', '1,200 / 4 = $300'],
    ['how much is 45 EUR * 12', '45 * 12 = 540 EUR'],
    ['tip of 18% on 64', '18% of 64 = 11.52'],
    ['square root of 144', 'sqrt(144) = 12'],
    ['2**10', '2^10 = 1,024'],
    ["what's 20 percent of 1,250 plus 19% VAT", '20% of 1,250 + 19% = 297.5'],
    ['10 + 20 plus 19%', '(10 + 20) + 19% = 35.7'],
    ['100 plus 10% minus 10%', '(100 + 10%) - 10% = 99'],
    ['5 + 10% of 20', '5 + 10% of 20 = 7'],
    ['average of 3, 4 and 8', 'mean(3,4,8) = 5'],
    ['split 90 between 4 people', '90 / 4 = 22.5'],
    ['1.250,50 * 2', '1,250.50 * 2 = 2,501'],
    ["1'000 * 3", '1,000 * 3 = 3,000'],
    ['what is 5!', '5! = 120'],
  ])('reads “%s”', async (said, expected) => {
    expect(sums(said)).toEqual([expected]);
  });

  it.each([
    ['5 km in miles', '5 km in miles ≈ 3.10686 miles'],
    ['convert 100 F to celsius', '100 fahrenheit to celsius ≈ 37.7778 celsius'],
    ['How many minutes are in 3 hours?', '3 hours to minutes = 180 minutes'],
    ['5 feet 3 inches in cm', '(5 feet + 3 inches) in cm = 160.02 cm'],
    ['3 weeks in days', '3 weeks in days = 21 days'],
    ['90 minutes in hours', '90 minutes in hours = 1.5 hours'],
    ['how many days is 3 weeks', '3 weeks to days = 21 days'],
    ['how many seconds are there in a day', '1 day to seconds = 86,400 seconds'],
    ['3 hours 20 minutes in minutes', '(3 hours + 20 minutes) in minutes = 200 minutes'],
    ['1 gb in mb', '1 GB in MB = 1,000 MB'],
    ['what is 3 months in days', '3 months in days ≈ 91.3125 days'],
    ['2 hours + 30 minutes', '2 hours + 30 minutes = 2.5 hours'],
  ])('converts “%s”', async (said, expected) => {
    expect(sums(said)).toEqual([expected]);
  });

  it('is exact where floating point is not', async () => {
    expect(sums('0.1 + 0.2')).toEqual(['0.1 + 0.2 = 0.3']);
    expect(sums('2^64')).toEqual(['2^64 = 18,446,744,073,709,551,616']);
    expect(sums('1/3')).toEqual(['1/3 ≈ 0.333333333333']);
    expect(sums('10/0')).toEqual(['10/0 = not defined']);
    expect(sums('12345678901234567 * 3')).toEqual(['12,345,678,901,234,567 * 3 = 37,037,036,703,703,701']);
    expect(sums('2^1000')).toEqual(['2^1,000 ≈ 1.07150860719e+301']);
  });

  it('finds several sums, and none in plain prose', async () => {
    expect(sums('What is 2+2 and 3*3?')).toEqual(['2+2 = 4', '3*3 = 9']);
    expect(sums('our price is 3 dollars')).toEqual([]);
    expect(sums('we met in 2024 to talk about Q3')).toEqual([]);
  });

  it.each([
    ['€45 * 12', '45 * 12 = €540'],
    ['€100 - €30', '100 - 30 = €70'],
    ['$100 / $20', '100 / 20 = 5'],
    ['20% of $80', '20% of 80 = $16'],
    ['$1,200.50 / 3', '1,200.50 / 3 ≈ $400.17'],
    ['100 EUR plus 19% VAT', '100 + 19% = 119 EUR'],
  ])('keeps the currency of an amount: “%s”', async (said, expected) => {
    expect(sums(said)).toEqual([expected]);
  });

  it.each([
    ['$5 + €3', 'exchange rate'],
    ['convert 5 USD to EUR', 'exchange rate'],
    ['1.250 € * 3', 'two ways'],
  ])('computes nothing rather than something wrong: “%s”', async (said, why) => {
    const found = findSums(said);
    expect(found.sums).toEqual([]);
    expect(found.left[0]?.why).toContain(why);
  });

  it('computes every sum of a text, and says plainly which part it cannot', async () => {
    const both = await serve({ instruction: 'What is 15% off 80 and how many days is 3 weeks?' });
    expect(both.text).toBe('- `15% off 80` = **68**\n- `3 weeks to days` = **21 days**');
    const half = await serve({ instruction: 'What is 15% off 80 and 5 km + 3 kg?' });
    expect(half.text).toBe('`15% off 80` = **68**\n\nI could not compute “5 km + 3 kg”.');
  });

  it('goes on with its own result', async () => {
    expect(sums('What is 12.5% of 34000 and then add 10% to it?')).toEqual([
      '12.5% of 34,000 = 4,250',
      '4,250 + 10% = 4,675',
    ]);
    expect(sums('20 * 3; divide that by 4')).toEqual(['20 * 3 = 60', '60 / 4 = 15']);
  });

  it('refuses to compute only a part of a sum that it cannot read', async () => {
    expect(sums('5 foo 3 inches to cm')).toEqual([]);
  });

  it.each([
    'a = 5',
    'f(x) = x + 1',
    'import("node:fs")',
    'evaluate("1+1")',
    'parse("1+1")',
    'createUnit("x")',
    'config({})',
    '[1, 2, 3] * 2',
    '"a" + "b"',
    'cos.constructor("return process")()',
    '1e9!',
    'combinations(1e9, 5e8)',
    `1${'+1'.repeat(400)}`,
  ])('neither assigns, defines, imports nor explodes: “%.40s”', async (said) => {
    expect(sums(said)).toEqual([]);
  });

  it('is done in no time with sums that look endless', async () => {
    findSums('1+1');
    const started = performance.now();
    findSums('9^9^9^9^9');
    findSums('(10^8000)^8000');
    findSums(`${'((('.repeat(30)}1${')))'.repeat(30)}+1`);
    findSums('1 + a '.repeat(300));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('shows the sum beside the result', async () => {
    expect(await serve({ instruction: 'What is 12.5% of 3400?' })).toMatchObject({
      text: '`12.5% of 3,400` = **425**',
      summary: '12.5% of 3,400 = 425',
    });
  });

  it('goes on with the result of the task before', async () => {
    const earlier = aResult('`12.5% of 3,400` = **425**');
    expect(await serve({ instruction: 'add 10% to it', inputs: [earlier] })).toMatchObject({
      text: '`425 + 10%` = **467.5**',
    });
  });

  it('says what it needs when there is no sum, without repeating mentions', async () => {
    await expect(serve({ instruction: 'make <!channel> a sandwich' })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('I find nothing to compute in “make &lt;!channel> a sandwich”'),
    });
  });
});
