import { Context } from "effect"
import { type Share, wholeShare } from "@tradetower/platform"

/** The share of the tenants that an execution is there for. Default: all of them. */
export const OwnShare = Context.Reference<Share>("@tradetower/execution/OwnShare", { defaultValue: () => wholeShare })
