/** A page in a browser of another make, as far as a journey needs it. */
export interface EnginePage {
  /** Such as `Firefox 153`. */
  readonly name: string
  readonly goto: (url: string) => Promise<void>
  /** What an expression is worth on the page; promises are waited for. Only JSON comes back. */
  readonly evaluate: (expression: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Opens an engine's page; `undefined` where the engine is not installed. */
export type OpenEngine = () => Promise<EnginePage | undefined>
