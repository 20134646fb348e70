import { app } from "@azure/functions"
import { Effect, Layer, ManagedRuntime } from "effect"
import { frontOnAzure, register } from "@tradetower/api/functions"
import { everySubscription, ownTenants, partShares } from "@tradetower/platform"
import { publicListings } from "./public-listings.ts"
import { platformOf } from "./platform.ts"

/** What the Functions runtime loads: the API, webhooks and the engine on Azure's services. It sends the console on by itself. */
const platform = platformOf({ role: "functions", logs: "off" })
register(app, ManagedRuntime.make(Layer.merge(platform, publicListings)), {
  front: frontOnAzure(process.env),
  subscriptions: everySubscription(Effect.runSync(ownTenants), Effect.runSync(partShares))
})
