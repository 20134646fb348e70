/** What runs on Azure, each a process of its own; `functions-here` is `functions` under our own host. */
export declare const parts: ReadonlyArray<string>

/** Puts one part into a folder when its sources changed; answers with the file to run. */
export declare const buildPart: (root: string, name: string) => string
