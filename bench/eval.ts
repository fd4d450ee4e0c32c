import { quality } from './quality.ts';

/** Prints the quality of plans and routing without a model, and every plan that is not as expected. */
const measures = await quality((line) => console.log(`differs: ${line}`));
console.log(
  ['| measure | value |', '| --- | --- |', ...measures.map(([what, value]) => `| ${what} | ${value} |`)].join(
    '\n',
  ),
);
