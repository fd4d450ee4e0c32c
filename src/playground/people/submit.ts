import { interaction } from '#playground/delivery/interactions.ts';
import { type Fields, isFields, object, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { toApiView } from '#playground/web-api/shapes.ts';
import { readView } from '#playground/web-api/views.ts';
import type { View } from '#playground/workspace/views.ts';
import { type Done, refuse } from './act.ts';
import { missingInputs, stateValues } from './state-values.ts';

/**
 * A person submits a modal: `{view_id, user, values}`. What the app acks with happens to the modal: it closes, shows
 * errors, is replaced, or another one opens above it. Without an ack it stays open, as in Slack.
 */
export async function submit(slack: LocalSlack, fields: Fields): Promise<Done> {
  const found = openView(slack, fields);
  if (found === undefined) return refuse('view_not_found');
  const { view, person } = found;
  const values = stateValues(view.blocks, object(fields, 'values') ?? {});
  const missing = missingInputs(view.blocks, values);
  if (missing.length > 0) return { ok: false, error: 'missing_input', blocks: missing };
  const ack = await slack.deliveries.interaction(
    'interactive',
    { type: 'view_submission' },
    {
      type: 'view_submission',
      ...interaction(slack, person),
      view: toApiView(view, values),
      response_urls: [],
    },
  );
  if (!ack.acked) return { ok: true, acked: false };
  const answer = isFields(ack.payload) ? ack.payload : {};
  const problem = follow(slack, view, answer);
  return problem === undefined
    ? { ok: true, acked: true, ack: answer, views: slack.views.openFor(view.user) }
    : { ok: false, error: problem, acked: true, ack: answer };
}

/** A person closes a modal: `{view_id, user}`. The app hears of it where it asked to. */
export async function close(slack: LocalSlack, fields: Fields): Promise<Done> {
  const found = openView(slack, fields);
  if (found === undefined) return refuse('view_not_found');
  const { view, person } = found;
  const cleared = view.clear_on_close ? slack.views.openFor(view.user) : [view];
  for (const each of cleared) slack.views.close(each);
  if (!view.notify_on_close) return { ok: true };
  const { trigger_id: _, ...payload } = interaction(slack, person);
  const ack = await slack.deliveries.interaction(
    'interactive',
    { type: 'view_closed' },
    { type: 'view_closed', ...payload, view: toApiView(view), is_cleared: view.clear_on_close },
  );
  return { ok: true, acked: ack.acked };
}

function openView(slack: LocalSlack, fields: Fields) {
  const view = slack.views.find(text(fields, 'view_id'));
  const person = slack.directory.person(text(fields, 'user'));
  if (view === undefined || view.type !== 'modal' || person === undefined) return undefined;
  return view.user === person.id ? { view, person } : undefined;
}

/** Does with the modal what the app answered; returns what is wrong with the answer. */
function follow(slack: LocalSlack, view: View, answer: Fields): string | undefined {
  switch (answer.response_action) {
    case undefined:
      slack.views.close(view);
      return undefined;
    case 'clear':
      for (const each of slack.views.openFor(view.user)) slack.views.close(each);
      return undefined;
    case 'errors':
      slack.views.update({ ...view, errors: object(answer, 'errors') ?? {} });
      return undefined;
    case 'update':
    case 'push': {
      const read = readView(slack, object(answer, 'view') ?? {}, view.user);
      if (!read.ok) return read.messages.join('; ');
      const { root_view_id } = view;
      if (answer.response_action === 'push') {
        slack.views.open({ ...read.view, root_view_id, previous_view_id: view.id });
      } else {
        const { id, previous_view_id } = view;
        slack.views.update({ ...read.view, id, root_view_id, previous_view_id });
      }
      return undefined;
    }
    default:
      return 'unknown response_action';
  }
}
