import type { Policy } from '#graph/review.ts';
import type { Earlier, Judged } from './critic.ts';
import type { Seat } from './critic-set.ts';

/** Above this an earlier critic counts as uncertain. */
const UNCERTAIN = 0.7;

/** `reason` is machine-readable: `policy:<policy>:<what decided it>`. */
export type Gate = { run: boolean; reason: string };

/** Decides whether a critic runs. Pure but for a `conditional` critic's own predicate, whose exceptions mean "run". */
export function gate(seat: Seat, judged: Judged, gating: boolean): Gate {
  if (!gating) return { run: true, reason: 'flag:critic_gating_enabled:off' };
  const answers = seat.policies.map((policy) => byPolicy(policy, seat, judged));
  return answers.find((answer) => answer.run) ?? answers[0] ?? { run: true, reason: 'policy:none' };
}

function byPolicy(policy: Policy, seat: Seat, judged: Judged): Gate {
  switch (policy) {
    case 'always':
      return { run: true, reason: 'policy:always' };
    case 'on_violation':
      return because(
        policy,
        judged.earlier.find((each) => each.failed || each.violated),
        violation,
      );
    case 'on_high_risk': {
      // Risk may come from a deployment's own data, in any letter case.
      const risk = judged.risk.toLowerCase();
      return { run: risk === 'high' || risk === 'critical', reason: `policy:on_high_risk:${risk}` };
    }
    case 'on_uncertainty':
      return because(
        policy,
        judged.earlier.find((each) => each.failed || each.uncertainty > UNCERTAIN),
        (each) => (each.failed ? `failed:${each.name}` : `uncertain:${each.name}`),
      );
    case 'conditional':
      return byPredicate(seat, judged);
    default:
      return policy satisfies never;
  }
}

function byPredicate(seat: Seat, judged: Judged): Gate {
  try {
    const holds = seat.critic.when?.(judged) ?? true;
    return { run: holds, reason: `policy:conditional:${holds ? 'holds' : 'does_not_hold'}` };
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    return { run: true, reason: `policy:conditional:predicate_threw:${kind}` };
  }
}

const violation = (each: Earlier): string => (each.failed ? `failed:${each.name}` : `violation:${each.name}`);

function because(policy: Policy, cause: Earlier | undefined, name: (cause: Earlier) => string): Gate {
  return cause === undefined
    ? { run: false, reason: `policy:${policy}:none` }
    : { run: true, reason: `policy:${policy}:${name(cause)}` };
}
