/** A realm: engine and checks are loaded, the language is locked down, then the learner's module is run against the checks. */
import { engineMark } from '../compile/link.ts';
import type { LabChecks, RunFailure } from '../contract/types.ts';
import { captureConsole } from './captured-console.ts';
import { harden } from './harden.ts';
import { refuseExports, remarkOnExports, watchReturns } from './learner-exports.ts';
import { lockdown } from './lockdown.ts';
import { createLoopWatch, turnFunction } from './loop-watch.ts';
import { createMembrane } from './membrane.ts';
import type { RealmMessage, RealmSurroundings, RealmTexts, RunRequest } from './messages.ts';
import { plainCopy } from './plain-copy.ts';
import { positionInStack, positionOf } from './position.ts';
import { runCheck, withStray } from './run-check.ts';
import { LearnerError, RunEnded, describeThrown } from './thrown.ts';
import { createTimers } from './virtual-timers.ts';
import { learnerDoor } from './withheld.ts';

/** How many seeds a run in the page has at most; longer ones, of the lab gate, may allocate as many times more. */
const seedsInPage = 6;

/** A realm that is ready for one run. */
export interface Realm {
  run(request: RunRequest): Promise<void>;
  /** For errors that nothing waited for: the surroundings report them here. */
  stray(thrown: unknown): void;
}

const isLabChecks = (value: unknown): value is LabChecks<unknown> =>
  typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'checks'));

/** Sends a message; a trace that cannot be sent is left out rather than losing the verdict. */
function sendSafely(send: RealmSurroundings['send'], message: RealmMessage): void {
  try {
    send(message);
  } catch {
    if (message.type !== 'check-ended') return;
    const { trace: _trace, event: _event, ...outcome } = message.outcome;
    send({ type: 'check-ended', outcome });
  }
}

/** Prepares a realm in `scope`: after this, what is left of the scope is the language alone. */
export async function prepareRealm(
  scope: object,
  surroundings: RealmSurroundings,
  texts: RealmTexts,
): Promise<Realm> {
  const { send: sendNow, now, soon } = surroundings;
  const send = (message: RealmMessage): void => sendSafely(sendNow, message);
  let ended = false;
  const end = (failure: RunFailure): never => {
    if (!ended) send({ type: 'failed', failure });
    ended = true;
    throw new RunEnded(failure.message);
  };
  const exceeded =
    (reason: RunFailure['reason']) =>
    (message: string): never => {
      const at = positionInStack(new Error().stack);
      return end(at ? { reason, message, at } : { reason, message });
    };

  const loadEngine = async (kind: 'engine' | 'own-engine'): Promise<object> => {
    const loaded = await surroundings.load(kind, texts.engine);
    const ready: unknown = Reflect.get(loaded, 'ready');
    if (typeof ready === 'function') await Reflect.apply(ready, undefined, []);
    return loaded;
  };
  const engine = await loadEngine('engine');
  const lab: unknown = Reflect.get(await surroundings.load('checks', texts.checks), 'default');
  if (!isLabChecks(lab))
    throw new TypeError('The lab has no checks: checks.ts must export them as its default.');
  const ownEngine = await loadEngine('own-engine');
  await surroundings.load('door', learnerDoor(engineMark, Object.keys(ownEngine), texts.withholds));

  let strayError: unknown;
  let hasStray = false;
  const stray = (thrown: unknown): void => {
    if (hasStray) return;
    const why = `${describeThrown(thrown)} Nothing waited for it (a promise without await, or a timer).`;
    strayError = new LearnerError(why, positionOf(thrown));
    hasStray = true;
  };
  const captured = captureConsole(exceeded('output'));
  const timers = createTimers(stray, exceeded('time'));
  const watch = createLoopWatch(now, (line) => {
    send({ type: 'looping', line });
    ended = true;
    throw new RunEnded('A loop that does not end was found.');
  });
  const locked = lockdown(scope, {
    keep: surroundings.keep ?? [],
    exceeded: exceeded('memory'),
    provided: {
      console: captured.console,
      ...timers.functions,
      structuredClone: (value: unknown) => plainCopy(value),
      queueMicrotask: (task: unknown) => {
        if (typeof task !== 'function') throw new TypeError('queueMicrotask needs a function to call.');
        soon(() => {
          try {
            Reflect.apply(task, undefined, []);
          } catch (thrown) {
            stray(thrown);
          }
        });
      },
      [turnFunction]: watch.turn,
    },
  });
  const ours = new WeakSet<object>();
  const engineValues = Object.values(engine);
  for (const value of engineValues) {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
    ours.add(value);
    const prototype: unknown = typeof value === 'function' ? Reflect.get(value, 'prototype') : undefined;
    if (typeof prototype === 'object' && prototype !== null) ours.add(prototype);
  }
  harden([...engineValues, ...Object.values(ownEngine)], locked.hardened);
  const membrane = createMembrane(ours);
  send({ type: 'ready', checks: lab.checks.map(({ id, name }) => ({ id, name })) });

  const load = async (code: string): Promise<object | undefined> => {
    try {
      return await surroundings.load('learner', code);
    } catch (thrown) {
      if (thrown instanceof RunEnded) return undefined;
      const missing =
        thrown instanceof SyntaxError ? /export named '([^']+)'/.exec(thrown.message)?.[1] : undefined;
      const at = positionOf(thrown);
      const message =
        missing === undefined ? describeThrown(thrown) : `"strata" has no export called "${missing}".`;
      send({
        type: 'failed',
        failure: {
          reason: 'load',
          message,
          ...(at ? { at } : {}),
          ...(missing === undefined ? {} : { missingExport: missing }),
        },
      });
      return undefined;
    }
  };

  const runChecks = async (learnerModule: object, request: RunRequest): Promise<void> => {
    const refused = refuseExports(learnerModule, lab.exports);
    if (refused !== undefined) {
      send({ type: 'failed', failure: { reason: 'exports', message: refused } });
      return;
    }
    const functions = Object.keys(lab.exports).map((name) => [
      name,
      membrane.outwards(Reflect.get(learnerModule, name)),
    ]);
    const { learner, lastReturned, takeRemark } = watchReturns(
      Object.fromEntries(functions) as Record<string, unknown>,
    );
    const remark = remarkOnExports(learnerModule, lab.exports);
    const tools = {
      surroundings,
      console: captured,
      timers,
      learner,
      lastReturned,
      takeRemark: () => [remark, takeRemark()].filter((part) => part !== '').join(' '),
      takeStray: () => {
        const taken = hasStray ? strayError : undefined;
        hasStray = false;
        strayError = undefined;
        return taken;
      },
    };
    for (const check of lab.checks) {
      if (request.only !== undefined && check.id !== request.only) continue;
      send({ type: 'check-started', id: check.id });
      // Let the message leave before a check that may never give way.
      await surroundings.turn();
      const found = await runCheck(check, request.seeds, tools);
      await surroundings.turn();
      if (ended) return;
      const outcome = withStray(found, tools.takeStray());
      send({ type: 'check-ended', outcome });
      captured.clear();
    }
    send({ type: 'done' });
  };

  return {
    stray,
    run: async (request) => {
      locked.allocations.reset(request.seeds.length / seedsInPage);
      if (request.watchLoopsMs !== undefined) watch.arm(request.watchLoopsMs);
      try {
        const learner = await load(request.code);
        if (learner && !ended) await runChecks(learner, request);
      } catch (thrown) {
        if (thrown instanceof RunEnded || ended) return;
        send({
          type: 'failed',
          failure: { reason: 'crash', message: `The run broke off: ${describeThrown(thrown)}` },
        });
      }
    },
  };
}
