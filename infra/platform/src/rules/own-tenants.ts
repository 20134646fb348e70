import { Config, Schema, SchemaGetter } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { everySubscription, LONGEST_FILTER, type OwnTenant, sqlOf } from "./subscriptions.ts"

const LEAVING = ":leaving"
/** A tenant is part of a subscription's name, which takes 50 characters, and is told apart from what else may be. */
const NAMED = /^[a-z0-9]{1,36}(:leaving)?$/

const read = (text: string): OwnTenant => ({
  tenantId: TenantId.make(text.replace(LEAVING, "")),
  leaving: text.endsWith(LEAVING)
})
const write = ({ leaving, tenantId }: typeof Listed.Encoded): string => (leaving ? `${tenantId}${LEAVING}` : tenantId)

const Listed = Schema.Struct({ tenantId: TenantId, leaving: Schema.Boolean })

/** What is wrong with a list, if anything is. */
const problemOf = (own: ReadonlyArray<OwnTenant>): string | undefined => {
  if (new Set(own.map(({ tenantId }) => tenantId)).size < own.length) return "name each tenant once"
  const longest = Math.max(...everySubscription(own).map(({ filter }) => sqlOf(filter).length))
  return longest > LONGEST_FILTER
    ? `too many tenants: what the shared subscriptions leave out takes ${longest} characters, of ${LONGEST_FILTER}`
    : undefined
}

const OwnTenants = Schema.String.pipe(
  Schema.decodeTo(
    Schema.Array(
      Schema.String.check(
        Schema.makeFilter(
          (text: string) => NAMED.test(text) || `name tenants as TENANT or TENANT${LEAVING}, with commas between them`
        )
      )
    ),
    {
      decode: SchemaGetter.transform((text: string) => text.split(",").filter((each) => each !== "")),
      encode: SchemaGetter.transform((texts: ReadonlyArray<string>) => texts.join(","))
    }
  ),
  Schema.decodeTo(Schema.Array(Listed).check(Schema.makeFilter(problemOf)), {
    decode: SchemaGetter.transform((texts: ReadonlyArray<string>) => texts.map(read)),
    encode: SchemaGetter.transform((own: ReadonlyArray<typeof Listed.Encoded>) => own.map(write))
  })
)

/** `OWN_SUBSCRIPTION_TENANTS`: who has subscriptions of its own, as `ada,ben:leaving`. Default: nobody. */
export const ownTenants: Config.Config<ReadonlyArray<OwnTenant>> = Config.schema(
  OwnTenants,
  "OWN_SUBSCRIPTION_TENANTS"
).pipe(Config.withDefault([]))
