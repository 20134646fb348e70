import type { Option } from "effect"
import { Effect } from "effect"
import { Secrets, type SecretsUnavailable } from "../ports/secrets.ts"
import type { AlertChannel } from "./alert-channels.ts"
import { keepValues, type Values, valuesOf } from "./kept-values.ts"

type Named = Pick<AlertChannel, "id" | "tenantId">
const nameOf = ({ id }: Named): string => `alerts-${id}`

/** Keeps what opens a channel, as a new version; answers which. */
export const keepChannelSecret = (channel: Named, values: Values) =>
  keepValues({ tenantId: channel.tenantId }, nameOf(channel), values)

/** What opens a channel; none where it needs nothing, or it is gone. */
export const channelSecretOf = ({
  secretVersion,
  ...channel
}: Named & Pick<AlertChannel, "secretVersion">): Effect.Effect<Option.Option<Values>, SecretsUnavailable, Secrets> =>
  secretVersion === undefined
    ? Effect.succeedNone
    : valuesOf({ tenantId: channel.tenantId }, nameOf(channel), secretVersion)

/** Takes away what opened a channel. */
export const forgetChannelSecret = (channel: Named): Effect.Effect<void, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) => secrets.remove({ tenantId: channel.tenantId }, nameOf(channel)))
