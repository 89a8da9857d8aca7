/** Turns what a realm reports into a grade. The verdict is computed here, from data, by whoever runs the realm. */
import { type CompileError, type CompiledModule, engineName } from '../compile/compiled.ts';
import { positionOfOffset, sourcePosition } from '../compile/source-positions.ts';
import type { CheckResult, Grade, LabManifest, RunFailure, SourcePosition } from '../contract/types.ts';
import type { CheckName, CheckOutcome, RealmMessage } from '../realm/messages.ts';

/** What a grade names besides its results. */
export interface GradeSubject {
  readonly manifest: Pick<LabManifest, 'id' | 'version' | 'budgetMs'>;
  /** Hash of the engine's bundle. */
  readonly engine: string;
  readonly seeds: readonly number[];
  /** Every check that has to hold. */
  readonly checks: readonly CheckName[];
}

type Ending = Extract<RealmMessage, { readonly type: 'failed' }>['failure'];

/** Where the learner's file imports `name`, when the engine has no such export. */
function importOf(source: string, name: string): SourcePosition | undefined {
  const statement = /import\s[^;]*?from\s*['"][^'"]*['"]/g;
  for (const found of source.matchAll(statement)) {
    const within = found[0].search(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`));
    if (within >= 0 && found[0].includes(engineName)) return positionOfOffset(source, found.index + within);
  }
  return undefined;
}

const withoutResult = (
  check: CheckName,
  seed: number,
  cause: 'ended' | 'not-run',
  explanation: string,
): CheckResult => ({
  ...check,
  passed: false,
  explanation,
  cause,
  seed,
  size: 0,
  console: [],
  measurements: [],
});

/** The results of one run as they come in. */
export interface Tally {
  /** Takes a message of the realm; returns the result of the check that it completed, if it did. */
  take(message: RealmMessage): CheckResult | undefined;
  /** The run was ended from outside. */
  end(reason: 'time' | 'memory' | 'crash'): void;
  /** Adds the line of the loop that did not end, or that none was found. */
  pointAt(position: SourcePosition | undefined): void;
  /** The check that is running. */
  running(): CheckName | undefined;
  readonly finished: boolean;
  grade(): Grade;
}

const lookForLoop = 'Look for a loop that does not end.';
const noLoop =
  'No loop of yours was running: look for an await of something that never comes, for an answer of enormous size, or for one step that takes very long, such as a regular expression or a huge number.';

/** Begins a tally for the run of `module`. */
export function createTally(subject: GradeSubject, module: CompiledModule): Tally {
  const results = new Map<string, CheckResult>();
  let running: CheckName | undefined;
  let failure: RunFailure | undefined;
  let finished = false;
  const map = (at: SourcePosition | undefined) => (at ? sourcePosition(module.map, at) : undefined);

  const place = ({ at: compiledAt, ...outcome }: CheckOutcome): CheckResult => {
    const at = map(compiledAt);
    return at ? { ...outcome, at } : outcome;
  };
  const fail = ({ missingExport, at: compiledAt, ...rest }: Ending): void => {
    const at = missingExport === undefined ? map(compiledAt) : importOf(module.source, missingExport);
    failure ??= at ? { ...rest, at } : rest;
    finished = true;
  };
  return {
    take(message) {
      if (finished) return undefined;
      if (message.type === 'check-started') running = subject.checks.find((check) => check.id === message.id);
      else if (message.type === 'check-ended') {
        const { outcome } = message;
        running = undefined;
        if (!subject.checks.some((check) => check.id === outcome.id) || results.has(outcome.id))
          return undefined;
        const result = place(outcome);
        results.set(result.id, result);
        return result;
      } else if (message.type === 'failed') fail(message.failure);
      else if (message.type === 'done') finished = true;
      return undefined;
    },
    end(reason) {
      if (finished) return;
      const during = running
        ? ` while this check was running: “${running.name}”`
        : ' while your file was loading';
      const message = {
        time: `The run was ended after ${subject.manifest.budgetMs.toLocaleString('en')} ms, its whole budget of time,${during}. ${lookForLoop}`,
        memory: `The run was ended because it used up its memory${during}.`,
        crash: `The place where your code runs broke down${during}.`,
      }[reason];
      failure = { reason, message };
      finished = true;
    },
    pointAt(position) {
      if (!failure || failure.at) return;
      if (!position) {
        failure = { ...failure, message: failure.message.replace(lookForLoop, noLoop) };
        return;
      }
      failure = {
        ...failure,
        message: failure.message.replace(lookForLoop, `The loop on line ${position.line} was still running.`),
        at: position,
      };
    },
    running: () => running,
    get finished() {
      return finished;
    },
    grade() {
      const seed = subject.seeds[0] ?? 0;
      const ended = failure?.message ?? 'The run broke off before this check.';
      const checks = subject.checks.map((check) => {
        const result = results.get(check.id);
        if (result) return result;
        if (check.id !== running?.id) {
          return withoutResult(check, seed, 'not-run', 'Not run: the run ended before this check.');
        }
        const found = withoutResult(check, seed, 'ended', ended);
        return failure?.at ? { ...found, at: failure.at } : found;
      });
      return {
        lab: subject.manifest.id,
        version: subject.manifest.version,
        engine: subject.engine,
        seeds: subject.seeds,
        passed:
          finished && failure === undefined && checks.length > 0 && checks.every((check) => check.passed),
        checks,
        ...(failure ? { failure } : {}),
      };
    },
  };
}

/** The grade of a file that did not compile. */
export function gradeOfErrors(subject: GradeSubject, errors: readonly CompileError[]): Grade {
  const [first] = errors;
  const message = first?.message ?? 'The file does not compile.';
  const seed = subject.seeds[0] ?? 0;
  return {
    lab: subject.manifest.id,
    version: subject.manifest.version,
    engine: subject.engine,
    seeds: subject.seeds,
    passed: false,
    checks: subject.checks.map((check) =>
      withoutResult(check, seed, 'not-run', 'Not run: the file does not compile.'),
    ),
    failure: { reason: 'compile', message, ...(first?.at ? { at: first.at } : {}) },
  };
}
