import type { Task } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { workOf } from './instruction.ts';

const KNOWN = new WeakMap<Task, readonly string[]>();

/** The content words of what a task is to do, found once for each task: routing and validation both compare them. */
export function workWords(task: Task): readonly string[] {
  let words = KNOWN.get(task);
  if (words === undefined) {
    words = contentWords(workOf(task.instruction));
    KNOWN.set(task, words);
  }
  return words;
}
