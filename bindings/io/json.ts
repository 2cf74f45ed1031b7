/** The first key that an object of valid JSON text has twice; `JSON.parse` would keep the last silently. */
export function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === "{") open.push(new Set());
    else if (c === "}") open.pop();
    if (c !== '"') continue;
    const start = i++;
    while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
    let next = i + 1;
    while (/\s/.test(text[next] ?? "")) next++;
    if (text[next] !== ":") continue;
    const key = JSON.parse(text.slice(start, i + 1)) as string;
    const keys = open[open.length - 1]!;
    if (keys.has(key)) return key;
    keys.add(key);
  }
  return undefined;
}
