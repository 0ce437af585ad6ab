/** A state machine as a graph, drawn from its Amazon States Language: the path taken, and the state it is in. */
import { Graph, layout } from '@dagrejs/dagre';
import { useMemo } from 'react';
import { edgesOf, type Machine } from './machine.ts';
import { type Path, stepName } from './path.ts';
import './state-graph.css';

const nodeHeight = 34;
const charWidth = 7.4;
const nodePadding = 26;

export function StateGraph({ definition, path }: { definition: Machine; path: Path }) {
  const drawn = useMemo(() => layOut(definition), [definition]);
  const label = path.current
    ? `The state machine; it is in the state ${path.current}`
    : `The state machine; it ended in the state ${path.last ?? 'before the first'}`;
  return (
    <section className="graph" aria-label="State machine">
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        width={drawn.width}
        height={drawn.height}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" className="arrow" />
          </marker>
        </defs>
        {drawn.edges.map(({ from, to, points, onError }) => (
          <polyline
            key={stepName(from, to)}
            className={path.steps.has(stepName(from, to)) ? 'edge taken' : onError ? 'edge on-error' : 'edge'}
            points={points}
            markerEnd="url(#arrow)"
          />
        ))}
        {drawn.nodes.map(({ name, x, y, width }) => (
          <State key={name} name={name} x={x} y={y} width={width} path={path} />
        ))}
      </svg>
    </section>
  );
}

type Node = { name: string; x: number; y: number; width: number };

function State({ name, x, y, width, path }: Node & { path: Path }) {
  const times = path.entered.get(name) ?? 0;
  const kind = path.current === name ? 'current' : times > 0 ? 'entered' : 'ahead';
  return (
    <g
      className={`state ${kind}`}
      data-state={name}
      data-kind={kind}
      transform={`translate(${x - width / 2} ${y - nodeHeight / 2})`}
    >
      <rect width={width} height={nodeHeight} rx="8" />
      <text x={width / 2} y={nodeHeight / 2 + 4} textAnchor="middle">
        {times > 1 ? `${name} (${times})` : name}
      </text>
    </g>
  );
}

function layOut(definition: Machine) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 70, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of Object.keys(definition.States ?? {}))
    graph.setNode(name, { width: (name.length + 5) * charWidth + nodePadding, height: nodeHeight });
  const edges = edgesOf(definition);
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: graph.nodes().map((name): Node => {
      const { x = 0, y = 0, width: w = 0 } = graph.node(name);
      return { name, x, y, width: w };
    }),
    edges: edges.map((edge) => ({
      ...edge,
      points: (graph.edge(edge.from, edge.to).points ?? [])
        .map(({ x, y }: { x: number; y: number }) => `${x},${y}`)
        .join(' '),
    })),
  };
}
