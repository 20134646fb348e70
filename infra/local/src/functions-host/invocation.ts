import { randomUUID } from "node:crypto"
import { InvocationContext, type InvocationContextInit } from "@azure/functions"
import type { Handler, Registration, Registrations } from "./core.ts"

export type FunctionLog = (level: string, functionName: string, message: string) => void

/** What one invocation is about, beside its input. */
export interface Invocation {
  readonly input: unknown
  readonly triggerMetadata?: Record<string, unknown>
  readonly traceparent?: string | undefined
}

/** Runs one function once and answers with its result; rejects with whatever it threw. */
export type Invoke = (invocation: Invocation) => Promise<unknown>

const text = (parts: ReadonlyArray<unknown>): string =>
  parts
    .map((part) =>
      typeof part === "string" ? part : part instanceof Error ? (part.stack ?? part.message) : JSON.stringify(part)
    )
    .join(" ")

/** What the hooks get to see and may change; the library wraps it in its own classes. */
interface HookContext {
  hookData: Record<string, unknown>
  appHookData: Record<string, unknown>
  invocationContext: InvocationContext
  inputs: Array<unknown>
  functionCallback: Handler
  result?: unknown
  error?: unknown
}

/** Prepares a function to be invoked many times, with the hooks registered beside it. */
export const invoker = (registration: Registration, hooks: Registrations["hooks"], log: FunctionLog): Invoke => {
  const { name, handler } = registration
  const before = hooks.preInvocation
  const after = hooks.postInvocation
  const logHandler: NonNullable<InvocationContextInit["logHandler"]> = (level, ...parts) =>
    log(level, name, text(parts))

  return async ({ input, triggerMetadata, traceparent }) => {
    const context = new InvocationContext({
      invocationId: randomUUID(),
      functionName: name,
      logHandler,
      ...(triggerMetadata !== undefined && { triggerMetadata }),
      ...(traceparent !== undefined && { traceContext: { traceParent: traceparent } })
    })
    if (before.length === 0 && after.length === 0) return handler(input, context)
    const around: HookContext = {
      hookData: {},
      appHookData: {},
      invocationContext: context,
      inputs: [input],
      functionCallback: handler
    }
    for (const hook of before) await hook(around)
    try {
      around.result = await around.functionCallback(around.inputs[0], context)
    } catch (error) {
      around.error = error
    }
    for (const hook of after) await hook(around)
    if (around.error !== undefined && around.error !== null) throw around.error
    return around.result
  }
}
