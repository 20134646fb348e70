/** How the server keeps its memory small, as options of Node. */
export const memoryFlags: ReadonlyArray<string>
