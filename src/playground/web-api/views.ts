import { type Fields, flag, isFields, object, text } from '#playground/fields.ts';
import { checkBlocks } from '#playground/limits/check-blocks.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { View } from '#playground/workspace/views.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { toApiView } from './shapes.ts';

const MAX_TITLE = 24;
const MAX_PRIVATE_METADATA = 3_000;
const MAX_STACK = 3;

/** Modals, which a person's own act must have triggered, and the Home tab. */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': (args, slack) => show(args, slack, 'open'),
  'views.push': (args, slack) => show(args, slack, 'push'),
  'views.update': (args, slack) => {
    const known = slack.views.find(text(args, 'view_id'), text(args, 'external_id'));
    if (known === undefined) return refuse('not_found');
    if (!['', known.hash].includes(text(args, 'hash'))) return refuse('hash_conflict');
    return build(args, slack, known.user, (view) => {
      const { id, root_view_id, previous_view_id } = known;
      const updated = { ...view, id, root_view_id, previous_view_id };
      slack.views.update(updated);
      return { ok: true, view: toApiView(updated) };
    });
  },
  'views.publish': (args, slack) => {
    const user = text(args, 'user_id');
    if (slack.directory.person(user) === undefined) return refuse('user_not_found');
    return build(args, slack, user, (view) => {
      if (view.type !== 'home') return refuse('invalid_arguments');
      slack.views.publishHome(view);
      return { ok: true, view: toApiView(view) };
    });
  },
};

function show(args: Fields, slack: LocalSlack, how: 'open' | 'push'): Answer {
  const trigger = slack.grants.takeTrigger(text(args, 'trigger_id'));
  if (!trigger.ok) return refuse(trigger.error);
  return build(args, slack, trigger.user, (view) => {
    if (view.type !== 'modal') return refuse('invalid_arguments');
    const stack = slack.views.openFor(trigger.user);
    const below = stack.at(-1);
    if (how === 'push' && below === undefined) return refuse('not_found');
    if (how === 'push' && stack.length >= MAX_STACK) return refuse('push_limit_reached');
    if (how === 'open') for (const old of stack) slack.views.close(old);
    const opened =
      how === 'push' && below !== undefined
        ? { ...view, previous_view_id: below.id, root_view_id: below.root_view_id }
        : view;
    slack.views.open(opened);
    return { ok: true, view: toApiView(opened) };
  });
}

function build(args: Fields, slack: LocalSlack, user: string, then: (view: View) => Answer): Answer {
  const given = object(args, 'view');
  if (given === undefined) return refuse('invalid_arguments', ['[ERROR] missing required field: view']);
  const read = readView(slack, given, user);
  return read.ok ? then(read.view) : refuse('invalid_arguments', read.messages);
}

/** A view of the person's, new, within Slack's limits. */
export function readView(
  slack: LocalSlack,
  given: Fields,
  user: string,
): { ok: true; view: View } | { ok: false; messages: string[] } {
  const { type } = given;
  if (type !== 'modal' && type !== 'home')
    return { ok: false, messages: ['[ERROR] unsupported type of view'] };
  const title = isFields(given.title) ? given.title : null;
  if (type === 'modal' && (title === null || !within(text(title, 'text'), MAX_TITLE))) {
    return {
      ok: false,
      messages: [`[ERROR] title needs 1 to ${MAX_TITLE} characters [json-pointer:/view/title]`],
    };
  }
  const submit = isFields(given.submit) ? given.submit : null;
  const checked = checkBlocks(given.blocks, 'view', slack.ids);
  if (!checked.ok) return { ok: false, messages: checked.messages };
  if (type === 'modal' && submit === null && checked.blocks.some((block) => block.type === 'input')) {
    return {
      ok: false,
      messages: ['[ERROR] submit is required with input blocks [json-pointer:/view/submit]'],
    };
  }
  if (text(given, 'private_metadata').length > MAX_PRIVATE_METADATA) {
    return {
      ok: false,
      messages: ['[ERROR] private_metadata is too long [json-pointer:/view/private_metadata]'],
    };
  }
  const id = slack.ids.next('V');
  return {
    ok: true,
    view: {
      id,
      type,
      user,
      callback_id: text(given, 'callback_id'),
      private_metadata: text(given, 'private_metadata'),
      external_id: text(given, 'external_id'),
      title,
      submit,
      close: isFields(given.close) ? given.close : null,
      blocks: checked.blocks,
      hash: slack.ids.next('hash-'),
      previous_view_id: null,
      root_view_id: id,
      clear_on_close: flag(given, 'clear_on_close'),
      notify_on_close: flag(given, 'notify_on_close'),
    },
  };
}

function within(value: string, most: number): boolean {
  return value.length > 0 && value.length <= most;
}
