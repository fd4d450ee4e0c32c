import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { SlackAnswer } from './api.ts';
import { readThread } from './find-post.ts';
import { messageSurface, postPlan } from './message-surface.ts';
import { findPlan, planMarker } from './plan-marker.ts';
import { PLANNING, type PlanView } from './plan-view.ts';
import { type PostingDeps, timestampOf } from './post-once.ts';
import { type Abilities, MISSING_FEATURE } from './session.ts';
import { startStream, streamSurface } from './stream-surface.ts';
import { type Ending, isFormRefused, NO_WORDS, STREAM_OVER, type Surface } from './surface.ts';

export type LivePlanDeps = PostingDeps & {
  /** Our own user id, to recognise a stream of ours whose start lost its answer. */
  self: string;
  abilities: Abilities;
  /** Called whenever a message of ours can be seen: at first, and for each that follows a stream that ended. */
  onVisible: () => void;
};

/** A stream lives about five minutes; a run at most fifteen. */
const MAX_SURFACES = 20;
/** Rather an ordinary message now than a stream later. */
const MAX_WAIT_MS = 1_000;
/** What nobody notices. */
const SOON_MS = 200;

/**
 * The plan of one run as it shows in Slack. Progress is merged, not queued: whenever Slack takes a call, it gets the
 * newest view. The surface is a stream where there are streams, else a message; a stream that ended is followed by
 * another. Each surface has an outbox row, so that a restarted run goes on with the message that it left.
 */
export class LivePlan {
  readonly #deps: LivePlanDeps;
  readonly #run: RunContext;
  readonly #place: { api: LivePlanDeps['api']; request: Request; named: ReadonlySet<string> };
  #surface: { postId: string; surface: Surface } | null = null;
  /** What Slack shows on the present surface; null when nothing yet. */
  #shown: PlanView | null = null;
  #view: PlanView = PLANNING;
  #closed = false;
  /** Index of the next surface's outbox row. */
  #next = 0;
  readonly #known = new Set<string>();
  #work: Promise<void> | null = null;
  #resumed = false;
  #told = false;
  readonly #hurry = new AbortController();

  constructor(deps: LivePlanDeps, run: RunContext, request: Request, named: ReadonlySet<string>) {
    this.#deps = deps;
    this.#run = run;
    this.#place = { api: deps.api, request, named };
  }

  get view(): PlanView {
    return this.#view;
  }

  get streams(): boolean {
    return this.#surface?.surface.streams ?? false;
  }

  /** True when the closing call told Slack how the session stands. */
  get toldSession(): boolean {
    return this.#told;
  }

  /** True when it goes on with a message that an earlier process left, whose cards say more than we know. */
  get resumed(): boolean {
    return this.#resumed;
  }

  /** Shows the view soon; returns at once. The first call opens the surface. */
  show(view: PlanView): void {
    if (this.#closed) return;
    this.#view = view;
    this.#work ??= this.#flush();
  }

  /** Sends what is left and closes the message with the ending. `refused` where there is no open surface. */
  async end(view: PlanView, ending: Ending): Promise<SlackAnswer> {
    await this.#quiesce();
    const open = this.#surface;
    if (open === null) return { ok: false, kind: 'refused', error: 'no_open_stream' };
    await this.#showEndEarly(open.surface, view);
    const answer = await open.surface.end(this.#before(view), view, ending);
    if (!answer.ok) return answer;
    this.#told = open.surface.streams;
    return { ok: true, data: { ...answer.data, ts: open.surface.ts } };
  }

  /** Closing calls have the lowest limit: where one would wait, the cards say at once how it ended. */
  async #showEndEarly(surface: Surface, view: PlanView): Promise<void> {
    const { api } = this.#deps;
    const { channel } = this.#place.request;
    const late = api.wait('chat.stopStream', channel) > SOON_MS;
    if (!surface.streams || !late || api.wait(surface.method, channel) > SOON_MS) return;
    this.#note(view, await surface.show(this.#before(view), view));
  }

  /**
   * What Slack shows after a call. One whose answer was lost may or may not have come: then titles and states are said
   * again by the next call, or by the closing one, but not the texts, which Slack would append a second time. The same
   * goes for one whose form was refused, lest the same text is refused for ever.
   */
  #note(view: PlanView, answer: SlackAnswer): void {
    if (answer.ok) this.#shown = view;
    else if (answer.kind === 'lost' || isFormRefused(answer)) {
      this.#shown = { ...view, title: '', cards: view.cards.map((card) => ({ ...card, title: '' })) };
    }
  }

  /** The surface is finished with: the run ended, or waits. A later claim begins a new one. */
  async settle(): Promise<void> {
    await this.#quiesce();
    await this.#release();
  }

  /** The answer stands elsewhere: closes the plan without it, or takes it away where Slack does not answer to that. */
  async abandon(view: PlanView, unanswered: boolean): Promise<void> {
    const closed = unanswered && !this.streams ? null : await this.end(view, NO_WORDS);
    // A stream ends by itself; a message would say for ever that the run goes on.
    if (closed?.ok !== true && this.#surface?.surface.streams === false) await this.discard();
  }

  /** Takes the message away again: nothing came of the run that others should see. */
  async discard(): Promise<void> {
    await this.#quiesce();
    if (this.#surface === null) return;
    const { surface } = this.#surface;
    const target = { channel: this.#place.request.channel, ts: surface.ts };
    if (surface.streams)
      await this.#deps.api.call('chat.stopStream', { ...target, session_status: 'active' });
    await this.#deps.api.call('chat.delete', target);
    await this.#release();
  }

  /** Stops showing; the surface stays as it is for whoever goes on with the run. */
  async leave(): Promise<void> {
    await this.#quiesce();
  }

  async #quiesce(): Promise<void> {
    this.#closed = true;
    this.#hurry.abort();
    await this.#work;
  }

  /** Never rejects: progress may be lost, work may not. */
  async #flush(): Promise<void> {
    try {
      // Either awaits, so that `#work` is set before this ends; the first call goes out in this very turn.
      if (this.#surface === null) await this.#open();
      else await Promise.resolve();
      let tried: PlanView | null = null;
      while (!this.#closed && this.#surface !== null && ![this.#shown, tried].includes(this.#view)) {
        await this.#pause(this.#surface.surface);
        tried = this.#view;
        if (!this.#closed) await this.#showNow(this.#surface.surface);
      }
    } catch (cause) {
      this.#deps.log.warn({ err: cause, runId: this.#run.runId }, 'the plan could not be shown');
    } finally {
      // In the same turn as the loop's last look at the view, so that no later one is missed.
      this.#work = null;
    }
  }

  async #showNow(surface: Surface): Promise<void> {
    const view = this.#view;
    const answer = await surface.show(this.#before(view), view);
    if (!answer.ok && STREAM_OVER.test(answer.error)) {
      await this.#release();
      await this.#open();
      return;
    }
    if (!answer.ok)
      this.#deps.log.warn({ runId: this.#run.runId, error: answer.error }, 'progress was not shown');
    // The next change, or the end, brings Slack up to date again.
    this.#note(view, answer);
  }

  async #release(): Promise<void> {
    if (this.#surface === null) return;
    const { postId, surface } = this.#surface;
    this.#surface = null;
    this.#shown = null;
    this.#resumed = false;
    await this.#deps.outbox.posted(this.#run, postId, surface.ts);
  }

  async #open(): Promise<void> {
    const { outbox } = this.#deps;
    const { channel, thread } = this.#place.request;
    for (; this.#next < MAX_SURFACES; this.#next += 1) {
      const postId = `${this.#run.runId}:plan:${this.#next}`;
      const row = await outbox.put(this.#run, { id: postId, kind: 'plan', channel, thread, body: {} });
      if (row.ts !== null) this.#known.add(row.ts);
      if (row.state === 'posted') continue;
      const left = row.state === 'pending' ? (row.ts ?? (await this.#unanswered(postId))) : null;
      if (left !== null) this.#known.add(left);
      const opened = left === null ? await this.#start(postId) : await this.#resume(postId, left);
      if (opened !== null) {
        this.#next += 1;
        this.#surface = { postId, surface: opened };
        await outbox.attempted(this.#run, postId, opened.ts);
        this.#deps.onVisible();
        return;
      }
      // Slack takes nothing now: the next progress, or the answer itself, tries again.
      if (left === null) return;
      await outbox.posted(this.#run, postId, left);
    }
  }

  async #start(postId: string): Promise<Surface | null> {
    const { abilities, api, log } = this.#deps;
    const view = this.#view;
    if (abilities.streams && api.wait('chat.startStream', this.#place.request.channel) <= MAX_WAIT_MS) {
      const answer = await startStream(this.#place, view);
      const ts = timestampOf(answer) ?? (isLost(answer) ? await this.#orphan() : null);
      if (ts !== null) {
        this.#shown = answer.ok ? view : null;
        return streamSurface(this.#place, ts);
      }
      if (!answer.ok && MISSING_FEATURE.test(answer.error)) abilities.streams = false;
      log.info({ runId: this.#run.runId }, 'no stream: the plan is shown as a message');
    }
    const answer = await postPlan(this.#place, view, planMarker(this.#run.runId, postId));
    const ts = timestampOf(answer) ?? (isLost(answer) ? await this.#posted(postId) : null);
    if (ts === null) return null;
    this.#shown = view;
    return messageSurface(this.#place, ts);
  }

  /** The process that opened this died: a stream may still be open, a message can always be gone on with. */
  async #resume(postId: string, ts: string): Promise<Surface | null> {
    const stream = streamSurface(this.#place, ts);
    const view = { ...this.#view, cards: [] };
    const answer = await stream.show(null, view);
    if (answer.ok || answer.kind === 'lost') {
      this.#resumed = true;
      this.#note(view, answer);
      return stream;
    }
    if (MISSING_FEATURE.test(answer.error)) this.#deps.abilities.streams = false;
    if ((await this.#posted(postId)) !== ts) return null;
    // Its cards stay as they are until there is news: an update replaces all of them.
    this.#shown = this.#view;
    return messageSurface(this.#place, ts);
  }

  /** What Slack shows. On a resumed stream who and why stand on the cards already, and Slack would append them. */
  #before(after: PlanView): PlanView | null {
    if (!this.#resumed || this.#shown === null) return this.#shown;
    const shown = new Map(this.#shown.cards.map((card) => [card.id, card]));
    const cards = after.cards.map((card) => shown.get(card.id) ?? { ...card, title: '', output: '' });
    return { ...this.#shown, cards };
  }

  /** What became of a call that opened a surface, and whose answer nobody heard. */
  async #unanswered(postId: string): Promise<string | null> {
    return (await this.#posted(postId)) ?? (await this.#orphan());
  }

  #posted(postId: string): Promise<string | null> {
    const { channel, thread, ts } = this.#place.request;
    return findPlan(this.#deps.api, { channel, thread, oldest: ts }, postId);
  }

  /** A message of ours in the thread that no outbox row knows and that carries no marker: a stream. */
  async #orphan(): Promise<string | null> {
    const { channel, thread, ts } = this.#place.request;
    const replies = await readThread(this.#deps.api, { channel, thread, oldest: ts });
    const ours = replies.filter(
      (reply) => reply.user === this.#deps.self && reply.metadata === undefined && !this.#known.has(reply.ts),
    );
    return ours.filter((reply) => Number(reply.ts) > Number(ts)).at(-1)?.ts ?? null;
  }

  async #pause(surface: Surface): Promise<void> {
    const due = this.#deps.api.wait(surface.method, this.#place.request.channel);
    const ms = Math.max(surface.pauseMs, due);
    await sleep(ms, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
  }
}

function isLost(answer: SlackAnswer): boolean {
  return !answer.ok && answer.kind === 'lost';
}
