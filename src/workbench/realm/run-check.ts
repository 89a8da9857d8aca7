/** Runs one check over sizes and seeds, and finds the smallest case that fails. */
import { showValue } from '../contract/show-value.ts';
import type { Check, CheckContext, FailureCause, Measurement, SourcePosition } from '../contract/types.ts';
import type { CapturedConsole } from './captured-console.ts';
import type { CheckOutcome, RealmSurroundings } from './messages.ts';
import { LearnerError, RunEnded } from './thrown.ts';
import type { VirtualTimers } from './virtual-timers.ts';

/** What running a check needs of its realm. */
export interface CaseTools {
  readonly surroundings: RealmSurroundings;
  readonly console: CapturedConsole;
  readonly timers: VirtualTimers;
  readonly learner: unknown;
  /** Takes the first error that nothing waited for since the last call. */
  readonly takeStray: () => unknown;
  /** What the learner's code answered last. */
  readonly lastReturned: () => unknown;
  /** What to add to the explanation of a case that failed; may be empty. Asked once a case. */
  readonly takeRemark: () => string;
}

/** A promise that nothing is left to settle. */
class Unsettled extends Error {}

const idleTurns = 3;
const shrinkingTries = 10;

/** Waits for `promise` while timers run; throws when nothing is left that could settle it. */
async function settle(promise: PromiseLike<unknown>, tools: CaseTools): Promise<void> {
  let settled = false;
  const waited = Promise.resolve(promise).finally(() => {
    settled = true;
  });
  waited.catch(() => {});
  for (let idle = 0; !settled;) {
    await tools.surroundings.turn();
    if (settled) break;
    idle = tools.timers.runNext() ? 0 : idle + 1;
    if (idle > idleTurns) throw new Unsettled();
  }
  await waited;
}

/** How long an explanation is at most: a lab's sentence may hold a value of the learner's, which may be of any length. */
const longestExplanation = 2_000;
const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

interface Failure {
  readonly explanation: string;
  readonly cause: FailureCause;
  readonly at?: SourcePosition;
}

const isMismatch = (thrown: unknown): thrown is Error & { actual: unknown; expected: unknown } =>
  thrown instanceof Error && thrown.name === 'MismatchError' && 'actual' in thrown && 'expected' in thrown;

/** What to tell of a failure: the check's own explanation where it has one. */
function failureOf(check: Check<unknown>, thrown: unknown, lastReturned: unknown): Failure {
  if (thrown instanceof Unsettled) {
    return {
      cause: 'unsettled',
      explanation: 'Your code returned a promise that never settles: nothing is left that could settle it.',
    };
  }
  if (thrown instanceof LearnerError) {
    return { cause: 'thrown', explanation: thrown.message, ...(thrown.at ? { at: thrown.at } : {}) };
  }
  if (isMismatch(thrown)) {
    if (!check.explain) return { cause: 'mismatch', explanation: thrown.message };
    try {
      return {
        cause: 'mismatch',
        explanation: String(check.explain({ actual: thrown.actual, expected: thrown.expected })),
      };
    } catch {
      return { cause: 'mismatch', explanation: thrown.message };
    }
  }
  const message = thrown instanceof Error ? thrown.message : showValue(thrown);
  return {
    cause: 'thrown',
    explanation: `What your code returned could not be read by this check (${message}). The last answer was ${shorten(showValue(lastReturned), 200)}.`,
  };
}

interface CaseOutcome {
  readonly failure: Failure | undefined;
  readonly outcome: CheckOutcome;
}

async function runCase(
  check: Check<unknown>,
  seed: number,
  size: number,
  tools: CaseTools,
): Promise<CaseOutcome> {
  const measurements: Measurement[] = [];
  let shown: { readonly trace: unknown; readonly event?: number } | undefined;
  const context: CheckContext<unknown> = {
    learner: tools.learner,
    seed,
    size,
    show: (trace, event) => {
      shown = event === undefined ? { trace } : { trace, event };
    },
    measure: (name, value, unit, reference) => {
      // What the learner's code answers need not be a number; the check's own expectation will say so.
      if (typeof value !== 'number') return;
      measurements.push(reference === undefined ? { name, value, unit } : { name, value, unit, reference });
    },
  };
  let failure: Failure | undefined;
  try {
    const pending: unknown = check.run(context);
    if (pending instanceof Promise) await settle(pending, tools);
    const stray = tools.takeStray();
    if (stray !== undefined) throw stray;
  } catch (thrown) {
    if (thrown instanceof RunEnded) throw thrown;
    failure = failureOf(check, thrown, tools.lastReturned());
  }
  tools.timers.clear();
  const remark = tools.takeRemark();
  return {
    failure,
    outcome: {
      id: check.id,
      name: check.name,
      passed: failure === undefined,
      explanation: failure ? `${shorten(failure.explanation, longestExplanation)} ${remark}`.trimEnd() : '',
      ...(failure ? { cause: failure.cause } : {}),
      ...(failure?.at ? { at: failure.at } : {}),
      seed,
      size,
      console: tools.console.lines(),
      ...shown,
      measurements,
    },
  };
}

/** The smallest size between `held` and `failed` at which `seed` still fails, by halving. */
async function shrink(check: Check<unknown>, failed: CaseOutcome, held: number, tools: CaseTools) {
  let smallest = failed;
  let low = held + 1;
  for (let tries = 0; tries < shrinkingTries && low < smallest.outcome.size; tries += 1) {
    const size = Math.floor((low + smallest.outcome.size) / 2);
    tools.console.clear();
    const tried = await runCase(check, failed.outcome.seed, size, tools);
    if (tried.failure) smallest = tried;
    else low = size + 1;
  }
  return smallest;
}

/** Runs `check` from its smallest size up, over every seed, to its first failure. */
export async function runCheck(
  check: Check<unknown>,
  seeds: readonly number[],
  tools: CaseTools,
): Promise<CheckOutcome> {
  const sizes = [...(check.sizes ?? [1])].sort((a, b) => a - b);
  let shown: CheckOutcome | undefined;
  let held: number | undefined;
  for (const size of sizes) {
    for (const [index, seed] of seeds.entries()) {
      if (shown) tools.console.clear();
      const found = await runCase(check, seed, size, tools);
      if (found.failure) {
        return held === undefined ? found.outcome : (await shrink(check, found, held, tools)).outcome;
      }
      // A check that holds shows the lab's own first seed at its largest size, so that its figures can be compared.
      if (index === 0) shown = found.outcome;
    }
    held = size;
  }
  if (!shown) throw new RangeError('A run needs at least one seed and a check at least one size.');
  return shown;
}

/** An outcome after an error that nothing waited for: a check does not hold while such an error is about. */
export function withStray(outcome: CheckOutcome, stray: unknown): CheckOutcome {
  if (stray === undefined || !outcome.passed) return outcome;
  const at = stray instanceof LearnerError ? stray.at : undefined;
  const message = stray instanceof Error ? stray.message : showValue(stray);
  return {
    ...outcome,
    passed: false,
    cause: 'thrown',
    explanation: message,
    ...(at ? { at } : {}),
  };
}
