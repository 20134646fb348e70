import type { InvocationContext } from "@azure/functions"
import { type FunctionLog, HostContext } from "./context.ts"
import type { Handler, Registration, Registrations } from "./core.ts"

/** What one invocation is about, beside its input. */
export interface Invocation {
  readonly input: unknown
  readonly triggerMetadata?: Record<string, unknown>
  readonly traceparent?: string | undefined
}

/** Runs one function once and answers with its result; rejects with whatever it threw. */
export type Invoke = (invocation: Invocation) => Promise<unknown>

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

  return async ({ input, triggerMetadata, traceparent }) => {
    const context = new HostContext(name, log)
    if (triggerMetadata !== undefined) context.triggerMetadata = triggerMetadata
    if (traceparent !== undefined) context.traceContext = { traceParent: traceparent }
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
