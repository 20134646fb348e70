/** The modules that a module begins in threads of their own: `["./checkpoint-worker.ts"]`. */
export const threadsOf: (text: string) => ReadonlyArray<string>
/** The file of a bundled thread. */
export const threadFile: (path: string) => string
/** Has what is bundled begin its threads by these files. */
export const bundledThreads: { readonly name: string; readonly transform: (text: string) => string | undefined }
