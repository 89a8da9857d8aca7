/** Makes a figure out of a view: drawn whole at build, quiet in the page, awake at the first touch, and only then loaded. */
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { wakeOnTouch } from './wake.ts';
import '../player/player.css';
import './figures.css';

/** What every figure takes. */
export interface FigureProps {
  /** Seed of the run it shows at first. */
  readonly seed?: number;
  /** What to try, under the figure; each figure has its own unless told. */
  readonly caption?: string;
}

/** What every view takes. */
export interface ViewProps {
  readonly seed: number;
  /** What the view's own `firstFrame` gave at build, after a way through JSON; only for views that have one. */
  readonly first?: unknown;
}

/** A module whose default export is a view. */
export interface ViewModule {
  readonly default: ComponentType<ViewProps>;
  /** For a run too dear to repeat in the page just to show it: the little that its first picture needs, as JSON. */
  readonly firstFrame?: (seed: number) => unknown;
}

/** A figure before it is made. */
export interface FigureDefinition {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly seed: number;
  /** The view, where the page is being built; nothing in the browser, which loads it when it is wanted. */
  readonly built: ViewModule | undefined;
  readonly load: () => Promise<ViewModule>;
}

/** The part of a figure that comes alive: markup from the build until a reader touches it. */
function Sleeper({
  seed,
  built,
  load,
}: Pick<FigureDefinition, 'built' | 'load'> & { readonly seed: number }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    return element === null ? undefined : wakeOnTouch(element, load, { seed });
  }, []);
  const View = built?.default;
  const first = built?.firstFrame?.(seed);
  // In the browser the element keeps what the build put there: preact leaves inner HTML alone while it hydrates.
  return View === undefined ? (
    <div class="strata-sleeper" ref={place} dangerouslySetInnerHTML={{ __html: '' }} />
  ) : (
    <div class="strata-sleeper" data-first={first === undefined ? undefined : JSON.stringify(first)}>
      <View seed={seed} first={first} />
    </div>
  );
}

/** The component of a figure. */
export function defineFigure(definition: FigureDefinition): ComponentType<FigureProps> {
  const { name, title, built, load } = definition;
  return function Figure({ seed = definition.seed, caption = definition.caption }: FigureProps) {
    return (
      <figure class={`strata-figure strata-figure--${name}`} aria-label={title}>
        <p class="strata-figure__title">{title}</p>
        <Sleeper seed={seed} built={built} load={load} />
        <figcaption class="strata-figure__caption">{caption}</figcaption>
      </figure>
    );
  };
}
