/** A slider with its name and its value in words, over a short list of settings or a range of numbers. */

/** A slider over `values`; `say` is the value as shown and as announced. */
export interface SliderProps {
  readonly name: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly say: (value: number) => string;
  readonly onChange: (value: number) => void;
}

/** Chooses one of `values`. */
export function Slider({ name, values, value, say, onChange }: SliderProps) {
  const at = Math.max(values.indexOf(value), 0);
  const last = Math.max(values.length - 1, 1);
  return (
    <label class="strata-field strata-slider">
      <span>{name}</span>
      <input
        type="range"
        data-control={name}
        min="0"
        max={values.length - 1}
        step="1"
        value={at}
        style={{ '--strata-done': at / last }}
        aria-valuetext={say(value)}
        onInput={(event) => {
          const chosen = values[event.currentTarget.valueAsNumber];
          if (chosen !== undefined && chosen !== value) onChange(chosen);
        }}
      />
      <output>{say(value)}</output>
    </label>
  );
}
