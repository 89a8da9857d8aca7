/** The same data as a figure's picture, as a table for those who would rather read or cannot see it. */

/** A table: numbers stand at the right. */
export interface TableData {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** `data` under a summary that opens it. */
export function DataTable({ data }: { readonly data: TableData }) {
  const side = (column: number): string | undefined =>
    data.columns[column]?.numeric ? 'strata-right' : undefined;
  return (
    <details class="strata-details">
      <summary>The same data as a table</summary>
      <div class="strata-table" tabIndex={0} role="region" aria-label={data.caption}>
        <table>
          <caption>{data.caption}</caption>
          <thead>
            <tr>
              {data.columns.map(({ name }, column) => (
                <th key={name} scope="col" class={side(column)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} class={side(column)}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
