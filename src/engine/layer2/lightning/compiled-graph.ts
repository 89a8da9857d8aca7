/** A channel graph laid out for searching: numbers in typed arrays, and for each node the directions that lead into it. */
import type { ChannelEdge, ChannelGraph } from './channel-graph.ts';
import { edgeKey } from './channel-graph.ts';

/** The same graph by index. Edges keep their order; `into` holds those into node n from `start[n]` to `start[n + 1]`. */
export interface CompiledGraph {
  readonly edges: readonly ChannelEdge[];
  /** Index of each node by its name. */
  readonly nodes: ReadonlyMap<string, number>;
  /** Index of each direction by its `edgeKey`. */
  readonly byKey: ReadonlyMap<string, number>;
  readonly start: Int32Array;
  readonly into: Int32Array;
  readonly from: Int32Array;
  /** Policies by edge: base fee, millionths, lock, and the least and most that it forwards. */
  readonly base: Float64Array;
  readonly millionths: Float64Array;
  readonly delta: Int32Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
}

function compile({ edges }: ChannelGraph): CompiledGraph {
  const nodes = new Map<string, number>();
  const indexOf = (name: string): number => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    nodes.set(name, nodes.size);
    return nodes.size - 1;
  };
  const from = Int32Array.from(edges, (edge) => indexOf(edge.from));
  const to = Int32Array.from(edges, (edge) => indexOf(edge.to));
  const start = new Int32Array(nodes.size + 1);
  for (const node of to) start[node + 1] = (start[node + 1] as number) + 1;
  for (let node = 0; node < nodes.size; node += 1)
    start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const free = start.slice();
  const into = new Int32Array(edges.length);
  to.forEach((node, edge) => {
    into[free[node] as number] = edge;
    free[node] = (free[node] as number) + 1;
  });
  const policy = (pick: (edge: ChannelEdge) => number): Float64Array => Float64Array.from(edges, pick);
  return {
    edges,
    nodes,
    byKey: new Map(edges.map((edge, index) => [edgeKey(edge.channel, edge.from), index])),
    start,
    into,
    from,
    base: policy((edge) => Number(edge.policy.feeBase)),
    millionths: policy((edge) => edge.policy.feeProportional),
    delta: Int32Array.from(edges, (edge) => edge.policy.cltvExpiryDelta),
    least: policy((edge) => Number(edge.policy.htlcMinimum)),
    most: policy((edge) => Number(edge.policy.htlcMaximum)),
  };
}

const compiled = new WeakMap<ChannelGraph, CompiledGraph>();

/** `graph` laid out for searching; a graph is laid out once and forgotten with it. */
export function compiledGraph(graph: ChannelGraph): CompiledGraph {
  const known = compiled.get(graph);
  if (known !== undefined) return known;
  const made = compile(graph);
  compiled.set(graph, made);
  return made;
}
