import { Annotation, type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph';
import { admit } from './nodes/admit.ts';
import { answer } from './nodes/answer.ts';
import { approve } from './nodes/approve.ts';
import { afterReview, critique } from './nodes/critique.ts';
import { awaitsApproval, execute } from './nodes/execute.ts';
import { plan } from './nodes/plan.ts';
import { revise } from './nodes/revise.ts';
import { route } from './nodes/route.ts';
import { node, type Scope, type Services } from './nodes/step.ts';
import { validate } from './nodes/validate.ts';
import { type Channels, RunState } from './state.ts';

/** What an invocation brings along beside the state; it is handed to the nodes and never checkpointed. */
const Invocation = Annotation.Root({ scope: Annotation<Scope> });

/** The graph of a run: nodes and edges, and nothing else. */
export function compileGraph(services: Services, checkpointer: BaseCheckpointSaver) {
  const hasEnded = ({ ended }: Channels): boolean =>
    ended?.outcome !== undefined || ended?.stoppedBy !== undefined;
  return new StateGraph(RunState, Invocation)
    .addNode('admit', node(services, null, admit))
    .addNode('plan', node(services, 'planMs', plan))
    .addNode('route', node(services, 'routeMs', route))
    .addNode('validate', node(services, 'validateMs', validate))
    .addNode('approve', node(services, null, approve))
    .addNode('execute', node(services, 'executeMs', execute))
    .addNode('critique', node(services, 'critiqueMs', critique))
    .addNode('revise', node(services, 'critiqueMs', revise))
    .addNode('answer', node(services, null, answer, true))
    .addEdge(START, 'admit')
    .addConditionalEdges('admit', (state) => (hasEnded(state) ? 'answer' : 'plan'), ['plan', 'answer'])
    .addEdge('plan', 'route')
    .addEdge('route', 'validate')
    .addConditionalEdges('validate', afterValidation, ['plan', 'approve', 'answer'])
    .addConditionalEdges('approve', (state) => (hasEnded(state) ? 'answer' : 'execute'), [
      'execute',
      'answer',
    ])
    .addConditionalEdges('execute', afterExecution, ['approve', 'critique', 'answer'])
    .addConditionalEdges('critique', afterCritique, ['revise', 'answer'])
    .addEdge('revise', 'critique')
    .addEdge('answer', END)
    .compile({ checkpointer });

  function afterValidation(state: Channels): 'plan' | 'approve' | 'answer' {
    if (hasEnded(state)) return 'answer';
    return state.planned?.validation?.verdict === 'repair' ? 'plan' : 'approve';
  }

  function afterExecution(state: Channels): 'approve' | 'critique' | 'answer' {
    if (hasEnded(state)) return 'answer';
    return awaitsApproval(state.planned?.taskGraph?.tasks ?? [], state.worked?.results ?? [])
      ? 'approve'
      : 'critique';
  }

  function afterCritique(state: Channels): 'revise' | 'answer' {
    if (hasEnded(state)) return 'answer';
    return afterReview(state.worked?.reviews ?? [], services.settings.critique) === 'revise'
      ? 'revise'
      : 'answer';
  }
}
