// Which derivatives can be computed in one pass: colours for the columns of a matrix of which the pattern is known.
// The survey is Gebremedhin, Manne and Pothen, What color is your Jacobian?, SIAM Review 47 (2005).

/** For each row of a matrix the columns whose entries can differ from 0, ascending. */
export type Pattern = readonly (readonly number[])[];

/** A colour for each column, −1 for one without entries, and how many there are. */
export interface Colouring {
  readonly colours: readonly number[];
  readonly count: number;
}

/** The same entries by column. */
export function transposed(pattern: Pattern, columns: number): number[][] {
  const rows = Array.from({ length: columns }, (): number[] => []);
  for (const [row, list] of pattern.entries()) for (const column of list) rows[column]!.push(row);
  return rows;
}

/** No two columns of a colour meet in a row (Curtis, Powell and Reid, 1974). Greedy, the fullest columns first. */
export function colourColumns(pattern: Pattern, columns: number): Colouring {
  const rowsOf = transposed(pattern, columns);
  const taken = pattern.map(() => new Set<number>());
  return greedy(rowsOf, (column, choose) => {
    const rows = rowsOf[column]!;
    const colour = choose((c) => !rows.some((row) => taken[row]!.has(c)));
    for (const row of rows) taken[row]!.add(colour);
    return colour;
  });
}

/**
 * For a symmetric matrix: neighbours differ, and no path of four has two colours only. Then each entry (i, j) stands
 * alone in row i of colour j's sum of columns, or in row j of colour i's (Coleman and Moré, 1984). Greedy, as the first
 * star colouring algorithm of the survey.
 */
export function colourStars(pattern: Pattern): Colouring {
  const colours = new Array<number>(pattern.length).fill(-1);
  // how many neighbours of a vertex have a colour
  const around = pattern.map(() => new Map<number, number>());
  return greedy(pattern, (v, choose) => {
    const refused = new Set<number>();
    for (const w of pattern[v]!) {
      if (w === v) continue;
      const colour = colours[w]!;
      if (colour >= 0) refused.add(colour);
      for (const x of pattern[w]!) {
        if (x === v || x === w || colours[x]! < 0) continue;
        // v − w − x, and beyond x another one of w's colour
        if (colour < 0 || around[x]!.get(colour)! > 1) refused.add(colours[x]!);
      }
    }
    const colour = choose((c) => !refused.has(c));
    colours[v] = colour;
    for (const w of pattern[v]!) if (w !== v) around[w]!.set(colour, (around[w]!.get(colour) ?? 0) + 1);
    return colour;
  });
}

/** The colour of entry (i, j)'s pass, and the row in which it stands alone there. */
export function standsAlone(pattern: Pattern, { colours }: Colouring, i: number, j: number): [number, number] {
  const alone = pattern[i]!.every((k) => k === j || colours[k] !== colours[j]);
  return alone ? [colours[j]!, i] : [colours[i]!, j];
}

type Choose = (isFree: (colour: number) => boolean) => number;

function greedy(neighbours: Pattern, colour: (vertex: number, choose: Choose) => number): Colouring {
  const colours = new Array<number>(neighbours.length).fill(-1);
  const first: Choose = (isFree) => {
    let c = 0;
    while (!isFree(c)) c++;
    return c;
  };
  const sizes = neighbours.map((list) => list.length);
  const order = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  let count = 0;
  for (const vertex of order) {
    if (sizes[vertex] === 0) continue;
    colours[vertex] = colour(vertex, first);
    count = Math.max(count, colours[vertex]! + 1);
  }
  return { colours, count };
}
