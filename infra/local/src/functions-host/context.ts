import { randomUUID } from "node:crypto"
import type { InvocationContext } from "@azure/functions"
import { library } from "./library.ts"

export type FunctionLog = (level: string, functionName: string, message: string) => void

const text = (parts: ReadonlyArray<unknown>): string =>
  parts
    .map((part) =>
      typeof part === "string" ? part : part instanceof Error ? (part.stack ?? part.message) : JSON.stringify(part)
    )
    .join(" ")

/** What an HTTP function is told of its invocation. What few of them ask for is only made when they do. */
export class HostContext implements InvocationContext {
  readonly functionName: string
  traceContext?: { traceParent: string }
  readonly #log: FunctionLog
  #id: string | undefined
  #rest: InvocationContext | undefined

  constructor(functionName: string, log: FunctionLog) {
    this.functionName = functionName
    this.#log = log
  }

  get invocationId(): string {
    return (this.#id ??= randomUUID())
  }
  get extraInputs(): InvocationContext["extraInputs"] {
    return this.#library.extraInputs
  }
  get extraOutputs(): InvocationContext["extraOutputs"] {
    return this.#library.extraOutputs
  }
  get options(): InvocationContext["options"] {
    return this.#library.options
  }
  get #library(): InvocationContext {
    return (this.#rest ??= new library.InvocationContext({ functionName: this.functionName }))
  }

  log(...parts: ReadonlyArray<unknown>): void {
    this.info(...parts)
  }
  trace(...parts: ReadonlyArray<unknown>): void {
    this.#log("trace", this.functionName, text(parts))
  }
  debug(...parts: ReadonlyArray<unknown>): void {
    this.#log("debug", this.functionName, text(parts))
  }
  info(...parts: ReadonlyArray<unknown>): void {
    this.#log("information", this.functionName, text(parts))
  }
  warn(...parts: ReadonlyArray<unknown>): void {
    this.#log("warning", this.functionName, text(parts))
  }
  error(...parts: ReadonlyArray<unknown>): void {
    this.#log("error", this.functionName, text(parts))
  }
}
