/** What the system asks of Azure's store, bus and hub, as `npm run bench -- --only cloud-cost` measures it. */
export interface AzureUsage {
  /** A minute in which nothing is traded, with so many markets that have a price a second, and one bot. */
  readonly idle: {
    readonly markets: number
    /** Change feeds that are followed, and receivers of sessions that wait. */
    readonly feeds: number
    readonly receivers: number
    /** Of all, RU and operations. */
    readonly units: number
    readonly operations: number
    /** A minute in which there are fills, however many, has more: how far feeds came is written down. */
    readonly placeUnits: number
    /** Of the feeds and of the receivers alone. */
    readonly feedUnits: number
    readonly receiverOperations: number
    /** Of the prices of all markets alone. */
    readonly priceUnits: number
    readonly priceMessages: number
    /** Of the bot alone: its results. */
    readonly resultUnits: number
    readonly resultKilobytes: number
  }
  /** One fill of a grid, with the order that follows from it. */
  readonly fill: {
    readonly units: number
    /** Of them for looks at feeds whether that was all: those of fills that follow each other are the same. */
    readonly lookUnits: number
    /** Of them in the container of orders, which has throughput of its own. */
    readonly orderUnits: number
    readonly operations: number
    /** Messages sent, and of them those that wake the bot's own function. */
    readonly messages: number
    readonly wakes: number
    /** What its messages are together, and what is kept of it. */
    readonly messageKilobytes: number
    readonly keptKilobytes: number
    /** Steps of the bot, and messages to its trader's screens. */
    readonly steps: number
    readonly published: number
  }
}
