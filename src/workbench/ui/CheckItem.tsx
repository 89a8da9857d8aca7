/** One check: its sentence and state, why it failed, what was printed, the case it was, and its hints. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckResult, SourcePosition } from '../contract/types.ts';
import type { CheckView } from './run-state.ts';

const STATES = { 'not-run': 'not run', running: 'running', holds: 'holds', fails: 'fails' } as const;

const SHAPES: Readonly<Record<CheckView['state'], string>> = {
  'not-run': 'M3 8h10',
  running: 'M8 3v5l3 3',
  holds: 'M3 8.5l3.5 3.5L13 4.5',
  fails: 'M4 4l8 8M12 4l-8 8',
};

/** Shows a trace in an element; returns how to take it away. */
export type OpenTrace = (
  element: HTMLElement,
  input: { trace: unknown; event?: number | undefined },
) => () => void;

interface Props {
  readonly check: CheckView;
  readonly hints: readonly string[];
  readonly hintsShown: number;
  readonly onHint: () => void;
  readonly onReveal: (at: SourcePosition) => void;
  readonly onReplay: (seed: number) => void;
  readonly openTrace: OpenTrace | undefined;
}

function Printed({ result }: { readonly result: CheckResult }) {
  if (result.console.length === 0) return null;
  return (
    <details class="wb-console" open={!result.passed}>
      <summary>
        Printed while this ran: {result.console.length} {result.console.length === 1 ? 'line' : 'lines'}
      </summary>
      <pre>
        {result.console.map(({ level, text }) => `${level === 'log' ? '' : `${level}: `}${text}`).join('\n')}
      </pre>
    </details>
  );
}

function TracePlace({ result, openTrace }: { readonly result: CheckResult; readonly openTrace: OpenTrace }) {
  const place = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen || place.current === null) return;
    return openTrace(place.current, { trace: result.trace, event: result.event });
  }, [isOpen, result, openTrace]);
  return (
    <>
      <button
        type="button"
        class="wb-button is-small"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide what happened' : 'See what happened'}
      </button>
      {isOpen && <div class="wb-trace" ref={place} />}
    </>
  );
}

function Hints({
  check,
  hints,
  hintsShown,
  onHint,
}: Pick<Props, 'check' | 'hints' | 'hintsShown' | 'onHint'>) {
  const shown = Math.min(hintsShown, hints.length);
  if (hints.length === 0 || (check.state === 'holds' && shown === 0)) return null;
  return (
    <div class="wb-hints">
      {shown > 0 && (
        <ol>
          {hints.slice(0, shown).map((html) => (
            // Hints are the course's own Markdown, rendered when the site is built.
            <li key={html} dangerouslySetInnerHTML={{ __html: html }} />
          ))}
        </ol>
      )}
      {shown < hints.length && check.state !== 'holds' && (
        <button type="button" class="wb-button is-small" onClick={onHint}>
          {shown === 0 ? 'Hint' : 'Next hint'}{' '}
          <span class="wb-count">{`${shown + 1} of ${hints.length}`}</span>
          <span class="visually-hidden"> for “{check.name}”</span>
        </button>
      )}
    </div>
  );
}

/** A check and all that belongs to it. */
export function CheckItem({ check, hints, hintsShown, onHint, onReveal, onReplay, openTrace }: Props) {
  const result = 'result' in check ? check.result : undefined;
  return (
    <li class={`wb-check is-${check.state}`}>
      <p class="wb-sentence">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={SHAPES[check.state]} />
        </svg>
        <span class="wb-state">{STATES[check.state]}</span>
        <span>{check.name}</span>
      </p>
      {result !== undefined && !result.passed && (
        <div class="wb-why">
          <p>{result.explanation}</p>
          <div class="wb-row">
            {result.at !== undefined && (
              <button
                type="button"
                class="wb-button is-small"
                onClick={() => result.at && onReveal(result.at)}
              >
                Go to line {result.at.line}
              </button>
            )}
            {result.cause !== 'ended' && (
              <button type="button" class="wb-button is-small" onClick={() => onReplay(result.seed)}>
                Run seed {result.seed} again
              </button>
            )}
            {result.trace !== undefined && openTrace !== undefined && (
              <TracePlace result={result} openTrace={openTrace} />
            )}
          </div>
          <p class="wb-case">
            Seed {result.seed}, size {result.size}: the smallest case found that fails.
          </p>
        </div>
      )}
      {result !== undefined && <Printed result={result} />}
      <Hints check={check} hints={hints} hintsShown={hintsShown} onHint={onHint} />
    </li>
  );
}
