/** A captured or documented body. */
export interface Sample {
  /** A unique name. */
  readonly name: string
  /** The public repository, file and commit, or the page, that the body comes from. */
  readonly source: string
  /** What is special about the body. */
  readonly note: string
  /** The parsed JSON. */
  readonly body: unknown
}

/** Real captures, documented examples and test data of other projects. */
export const samples: readonly Sample[] = [
  {
    name: 'signalr-real-connected-anonymous',
    source:
      'aspnet/AzureSignalR-samples samples/EventGridIntegration/OnConnection/sample.dat @ 837f89b3e392b3a58e00760b179c023aeccfe969',
    note: 'Real captured event (Functions trigger test data, one event already unwrapped from its array). No `userId` member at all; `subject` is `hub/chat` WITHOUT leading slash; connectionId contains `-`.',
    body: {
      id: '2708b626-2185-418f-a6ad-45f29837a934',
      topic:
        '/subscriptions/685ba005-af8d-4b04-8f16-a7bf38b2eb5a/resourceGroups/wcus_placehoder/providers/Microsoft.SignalRService/SignalR/wcusfree',
      subject: 'hub/chat',
      data: {
        timestamp: '2019-07-10T03:03:41.0790413Z',
        hubName: 'chat',
        connectionId: 'KjBw4Wp0wXN5EjiicFPX-w',
      },
      eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
      eventTime: '2019-07-10T03:03:41.0790413Z',
      dataVersion: '1.0',
      metadataVersion: '1',
    },
  },
  {
    name: 'signalr-docs-eventgrid-connected',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/event-schema-azure-signalr.md @ b0aadcc4dc69f1ed5dd8dcff94709248858dfdaf',
    note: 'Event Grid schema, array of one.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-eventgrid-disconnected',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/event-schema-azure-signalr.md @ b0aadcc4dc69f1ed5dd8dcff94709248858dfdaf',
    note: 'Event Grid schema, array of one; has `errorMessage`. Docs reuse the same `id` as the connected sample.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionDisconnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
          errorMessage: 'Internal server error.',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-cloudevents-connected-array',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/event-schema-azure-signalr.md @ b0aadcc4dc69f1ed5dd8dcff94709248858dfdaf',
    note: 'CloudEvents tab; docs show it WRAPPED IN AN ARRAY.',
    body: [
      {
        source:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        type: 'Microsoft.SignalRService.ClientConnectionConnected',
        time: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        specversion: '1.0',
      },
    ],
  },
  {
    name: 'signalr-docs-cloudevents-disconnected-array',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/event-schema-azure-signalr.md @ b0aadcc4dc69f1ed5dd8dcff94709248858dfdaf',
    note: 'As above, disconnected.',
    body: [
      {
        source:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        type: 'Microsoft.SignalRService.ClientConnectionDisconnected',
        time: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
          errorMessage: 'Internal server error.',
        },
        specversion: '1.0',
      },
    ],
  },
  {
    name: 'validation-docs-current',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/end-point-validation-event-grid-events-schema.md @ 2179f4c8915696af32e157763650d76a6598234d',
    note: 'Current documented sample.',
    body: [
      {
        id: '2d1781af-3a4c-4d7c-bd0c-e34b19da4e66',
        topic: '/subscriptions/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
        subject: '',
        data: {
          validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
          validationUrl:
            'https://rp-eastus2.eventgrid.azure.net:553/eventsubscriptions/myeventsub/validate?id=0000000000-0000-0000-0000-00000000000000&t=2022-10-28T04:23:35.1981776Z&apiVersion=2018-05-01-preview&token=1A1A1A1A',
        },
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        eventTime: '2022-10-28T04:23:35.1981776Z',
        metadataVersion: '1',
        dataVersion: '1',
      },
    ],
  },
  {
    name: 'validation-docs-servicebus-dataversion2',
    source:
      'MicrosoftDocs/azure-docs articles/service-bus-messaging/service-bus-to-event-grid-integration-example.md',
    note: 'Real capture lightly redacted: `dataVersion` is "2", `topic` is the full source resource id, validationCode is UPPER-CASE and equals the URL\'s `id`; URL contains `[Hidden Credential]`, so strict URL parsing must not be required.',
    body: [
      {
        id: '64ba80ae-9f8e-425f-8bd7-d88d2c0ba3e3',
        topic:
          '/subscriptions/0000000000-0000-0000-0000-0000000000000/resourceGroups/spegridsbusrg/providers/Microsoft.ServiceBus/namespaces/spegridsbusns',
        subject: '',
        data: {
          validationCode: 'D7D825D4-BD04-4F73-BDE3-70666B149857',
          validationUrl:
            'https://rp-eastus.eventgrid.azure.net:553/eventsubscriptions/spsbusegridsubscription/validate?id=D7D825D4-BD04-4F73-BDE3-70666B149857&t=2020-06-09T18:28:51.5724615Z&apiVersion=2020-04-01-preview&[Hidden Credential]',
        },
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        eventTime: '2020-06-09T18:28:51.5724615Z',
        metadataVersion: '1',
        dataVersion: '2',
      },
    ],
  },
  {
    name: 'validation-netfunctions-cloudevents-string-data',
    source:
      'Azure/azure-sdk-for-net sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/tests/TestListener.cs @ 1cceaacd8a63cd7617cd5ddfbd53db65515e6c59 (constant CloudEventSubscription; single quotes and the raw line breaks inside the string converted to strict JSON, whitespace normalised, the repeated `type` member written once)',
    note: 'CloudEvents-form validation POST: bare object, `data` is a JSON STRING holding JSON ("to match service behavior for CloudEvents"). Sent with `aeg-event-type: SubscriptionValidation`.',
    body: {
      source: '/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Eventhub/Namespaces/namespace',
      type: 'Microsoft.EventGrid.SubscriptionValidationEvent',
      id: 'testid',
      time: '2021-06-04T23:02:03.3136561Z',
      specversion: '1.0',
      data: '{\n  "validationCode": "validation-code",\n  "validationUrl": "validation-url"}',
    },
  },
  {
    name: 'validation-response',
    source: 'same page as validation-docs-current.json',
    note: 'The only documented response body (camelCase).',
    body: {
      validationResponse: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
    },
  },
  {
    name: 'delivery-cloudevents-az220-headers-and-body',
    source: 'Microsoft AZ-220 course lab text (December 2019),',
    note: 'Reads as a REAL delivery captured by a Logic App HTTP trigger (the lab says it is an example of what Event Grid POSTs). CloudEvents body is a bare OBJECT; upper-cased subscription name; first delivery has count "0"; aeg-data-version empty; aeg-metadata-version "1" (not the spec version); no Accept, no User-Agent, no aeg-output-event-id; `dataschema` "#"; upper-cased `source`; `time` with 3 digits.',
    body: {
      headers: {
        Connection: 'Keep-Alive',
        'Accept-Encoding': 'gzip,deflate',
        Host: 'prod-87.eastus.logic.azure.com',
        origin: 'eventgrid.azure.net',
        'aeg-subscription-name': 'THERMOSTATALERT',
        'aeg-delivery-count': '0',
        'aeg-data-version': '',
        'aeg-metadata-version': '1',
        'aeg-event-type': 'Notification',
        'Content-Length': '882',
        'Content-Type': 'application/cloudevents+json; charset=utf-8',
      },
      body: {
        id: '05ae2c06-d9f6-ef8f-d994-0dcbb8d1879e',
        source:
          '/SUBSCRIPTIONS/XXXXXXXX-{YOUR-ID}-{YOUR-ID}-{YOUR-ID}-XXXXXXXXXXXX/RESOURCEGROUPS/AZ-220-RG/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/AZ-220-HUB-CP1119',
        specversion: '1.0',
        type: 'Microsoft.Devices.DeviceTelemetry',
        dataschema: '#',
        subject: 'devices/SimulatedThermostat',
        time: '2019-12-18T23:27:22.272Z',
        data: {
          properties: {
            temperatureAlert: 'false',
          },
          systemProperties: {
            'iothub-content-type': 'application/json',
            'iothub-content-encoding': 'UTF-8',
            'iothub-connection-device-id': 'SimulatedThermostat',
            'iothub-connection-auth-method':
              '{"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null}',
            'iothub-connection-auth-generation-id': '637123016160268927',
            'iothub-enqueuedtime': '2019-12-18T23:27:22.272Z',
            'iothub-message-source': 'Telemetry',
          },
          body: {
            temperature: 24.679108131527485,
            humidity: 70.52756003594378,
          },
        },
      },
    },
  },
  {
    name: 'cloudevents-js-base64-object',
    source:
      'Azure/azure-sdk-for-js sdk/eventgrid/eventgrid/test/public/consumer.spec.ts @ 267ea8cb878b58494d2aef88e8fabb513530eafa',
    note: 'No time, no subject; bytes 0..9.',
    body: {
      type: 'Azure.Sdk.TestEvent',
      id: 'a-unique-id',
      source: '/azure/sdk/test',
      specversion: '1.0',
      data_base64: 'AAECAwQFBgcICQ==',
    },
  },
  {
    name: 'cloudevents-spec-null-attributes',
    source:
      'cloudevents/spec cloudevents/formats/json-format.md @ c2845a49bc9831be02f305a4a792401b932d77d4 (two of its examples merged: the null extension comes from the XML example)',
    note: 'Null attribute MUST be treated as absent; integer extension.',
    body: {
      specversion: '1.0',
      type: 'com.example.someevent',
      source: '/mycontext',
      subject: null,
      id: 'C234-1234-1234',
      time: '2018-04-05T17:31:00Z',
      comexampleextension1: 'value',
      comexampleothervalue: 5,
      unsetextension: null,
      datacontenttype: 'application/json',
      data: {
        appinfoA: 'abc',
        appinfoB: 123,
        appinfoC: true,
      },
    },
  },
  {
    name: 'cloudevents-spec-batch',
    source:
      "cloudevents/spec cloudevents/formats/json-format.md section 4.3 @ c2845a49bc9831be02f305a4a792401b932d77d4 (its elided base64 replaced by that page's other base64 value)",
    note: 'Media type application/cloudevents-batch+json.',
    body: [
      {
        specversion: '1.0',
        type: 'com.example.someevent',
        source: '/mycontext/4',
        id: 'B234-1234-1234',
        time: '2018-04-05T17:31:00Z',
        comexampleextension1: 'value',
        comexampleothervalue: 5,
        datacontenttype: 'application/vnd.apache.thrift.binary',
        data_base64: 'eyAieHl6IjogMTIzIH0=',
      },
      {
        specversion: '1.0',
        type: 'com.example.someotherevent',
        source: '/mycontext/9',
        id: 'C234-1234-1234',
        time: '2018-04-05T17:31:05Z',
        comexampleextension1: 'value',
        comexampleothervalue: 5,
        datacontenttype: 'application/json',
        data: {
          appinfoA: 'abc',
          appinfoB: 123,
          appinfoC: true,
        },
      },
    ],
  },
  {
    name: 'eventgrid-java-missing-data',
    source:
      'Azure/azure-sdk-for-java sdk/eventgrid/azure-messaging-eventgrid/src/test/resources/customization/EventGridNullData.json @ 3bb92dbc540d5d5c2d078c6eccd664936546bae0',
    note: 'No `data` member (docs: data is not required).',
    body: [
      {
        topic:
          '/subscriptions/id/resourceGroups/Storage/providers/Microsoft.Storage/storageAccounts/xstoretestaccount',
        subject: '/blobServices/default/containers/testcontainer/blobs/testfile.txt',
        eventType: 'Microsoft.Test.Null',
        eventTime: '2017-11-07T20:09:22.5674003Z',
        id: '4c2359fe-001e-00ba-0e04-58586806d298',
        dataVersion: '',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'eventgrid-functions-odd-data',
    source:
      'Azure/azure-functions-eventgrid-extension test/Extension.tests/Common/FakeData.cs @ 3a2c7666b4f4c0eb4995e0250bca26d04f448208 (single quotes converted to JSON, four constants put in one array)',
    note: "`data` as string, array, number, and missing: Microsoft's own receiver tests all four.",
    body: [
      {
        topic:
          '/subscriptions/5b4b650e-28b9-4790-b3ab-ddbd88d727c4/resourcegroups/canaryeh/providers/Microsoft.EventHub/namespaces/canaryeh',
        subject: 'eventhubs/test',
        eventType: 'captureFileCreated',
        eventTime: '2017-07-14T23:10:27.7689666Z',
        id: '7b11c4ce-1c34-4416-848b-1730e766f126',
        dataVersion: '',
        metadataVersion: '1',
        data: 'goodBye world',
      },
      {
        topic:
          '/subscriptions/5b4b650e-28b9-4790-b3ab-ddbd88d727c4/resourcegroups/canaryeh/providers/Microsoft.EventHub/namespaces/canaryeh',
        subject: 'eventhubs/test',
        eventType: 'captureFileCreated',
        eventTime: '2017-07-14T23:10:27.7689666Z',
        id: '7b11c4ce-1c34-4416-848b-1730e766f126',
        dataVersion: '',
        metadataVersion: '1',
        data: ['ConfusedDev', 123, true],
      },
      {
        topic:
          '/subscriptions/5b4b650e-28b9-4790-b3ab-ddbd88d727c4/resourcegroups/canaryeh/providers/Microsoft.EventHub/namespaces/canaryeh',
        subject: 'eventhubs/test',
        eventType: 'captureFileCreated',
        eventTime: '2017-07-14T23:10:27.7689666Z',
        id: '7b11c4ce-1c34-4416-848b-1730e766f126',
        dataVersion: '',
        metadataVersion: '1',
        data: 123,
      },
      {
        topic:
          '/subscriptions/5b4b650e-28b9-4790-b3ab-ddbd88d727c4/resourcegroups/canaryeh/providers/Microsoft.EventHub/namespaces/canaryeh',
        subject: 'eventhubs/test',
        eventType: 'captureFileCreated',
        eventTime: '2017-07-14T23:10:27.7689666Z',
        id: '7b11c4ce-1c34-4416-848b-1730e766f126',
        dataVersion: '',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'deadletter-eventgrid-docs',
    source:
      'MicrosoftDocs/azure-docs articles/event-grid/delivery-and-retry.md (ms.date 02/09/2026, public copy',
    note: 'Dead-letter blob form: extra top-level members.',
    body: {
      id: '93902694-901e-008f-6f95-7153a806873c',
      eventTime: '2020-08-13T17:18:13.1647262Z',
      eventType: 'Microsoft.Storage.BlobCreated',
      dataVersion: '',
      metadataVersion: '1',
      topic:
        '/subscriptions/0000000000-0000-0000-0000-000000000000000/resourceGroups/rgwithoutpolicy/providers/Microsoft.Storage/storageAccounts/myegteststgfoo',
      subject: '/blobServices/default/containers/deadletter/blobs/myBlobFile.txt',
      data: {
        api: 'PutBlob',
      },
      deadLetterReason: 'MaxDeliveryAttemptsExceeded',
      deliveryAttempts: 1,
      lastDeliveryOutcome: 'NotFound',
      publishTime: '2020-08-13T17:18:14.0265758Z',
      lastDeliveryAttemptTime: '2020-08-13T17:18:14.0465788Z',
    },
  },
  {
    name: 'signalr-docs-nl-nl-connected',
    source: 'MicrosoftDocs/azure-docs.nl-nl articles/azure-signalr/signalr-concept-event-grid-integration.md',
    note: 'Event Grid schema, from the Dutch documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-fr-fr-connected',
    source: 'MicrosoftDocs/azure-docs.fr-fr articles/azure-signalr/signalr-concept-event-grid-integration.md',
    note: 'Event Grid schema, from the French documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-sv-se-connected',
    source: 'MicrosoftDocs/azure-docs.sv-se articles/event-grid/event-schema-azure-signalr.md',
    note: 'Event Grid schema, from the Swedish documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-sv-se-disconnected',
    source: 'MicrosoftDocs/azure-docs.sv-se articles/event-grid/event-schema-azure-signalr.md',
    note: 'Event Grid schema, from the Swedish documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionDisconnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
          errorMessage: 'Internal server error.',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-tr-tr-connected',
    source: 'MicrosoftDocs/azure-docs.tr-tr articles/event-grid/event-schema-azure-signalr.md',
    note: 'Event Grid schema, from the Turkish documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionConnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
  {
    name: 'signalr-docs-tr-tr-disconnected',
    source: 'MicrosoftDocs/azure-docs.tr-tr articles/event-grid/event-schema-azure-signalr.md',
    note: 'Event Grid schema, from the Turkish documentation.',
    body: [
      {
        topic:
          '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
        subject: '/hub/chat',
        eventType: 'Microsoft.SignalRService.ClientConnectionDisconnected',
        eventTime: '2019-06-10T18:41:00.9584103Z',
        id: '831e1650-001e-001b-66ab-eeb76e069631',
        data: {
          timestamp: '2019-06-10T18:41:00.9584103Z',
          hubName: 'chat',
          connectionId: 'crH0uxVSvP61p5wkFY1x1A',
          userId: 'user-eymwyo23',
          errorMessage: 'Internal server error.',
        },
        dataVersion: '1.0',
        metadataVersion: '1',
      },
    ],
  },
]
