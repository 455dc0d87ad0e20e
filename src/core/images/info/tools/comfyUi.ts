import { comfyReading } from '../comfy/comfyReading';
import { parseGraph, type Graph } from '../comfy/graph';
import { workflowGraph } from '../comfy/workflow';
import type { Fields } from '../fields';
import { placeOf, type FoundObject, type FoundTexts } from '../foundTexts';
import type { Reading } from '../generation';

/** ComfyUI: the graph that ran, and behind it the workflow of the editor, for what the graph does not tell. */
export function comfyUiReadings(texts: FoundTexts): readonly Reading[] {
  const prompt = texts.object('prompt');
  const workflow = texts.object('workflow');
  const graphs = [
    ...(prompt ? [prompt] : []),
    ...texts.objects.filter((object) => object !== prompt && object !== workflow),
  ];
  const ran = graphs.map((object) => read(object, apiGraph(object.fields))).find((reading) => reading);
  // The workflow is a guess where it leaves out the names of its values.
  if (ran?.prompt !== undefined || !workflow) return ran ? [ran] : [];
  const saved = apiGraph(workflow.fields);
  const drawn = read(workflow, saved.size > 0 ? saved : workflowGraph(workflow.fields));
  return [ran, drawn].filter((reading) => reading !== undefined);
}

function apiGraph(fields: Fields): Graph {
  const graph = parseGraph(fields);
  if (graph.size > 0) return graph;
  const inner = parseGraph(fields.prompt);
  return inner.size > 0 ? inner : parseGraph(fields.output);
}

const read = ({ text }: FoundObject, graph: Graph): Reading | undefined =>
  comfyReading(graph, `ComfyUI graph (${placeOf(text)})`);
