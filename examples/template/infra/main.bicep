// All that the app needs in Azure: SignalR Service in Serverless mode, two instances of the app in Container Apps, a Redis
// that they share, storage for dead letters, and the event subscription that posts to the app.
//
// Deploy three times, see README.md: without image, with it, and with subscribe.
// Reviewed against the published schemas of the resources, and never deployed.

@description('Name of the app, and the beginning of the other names: a letter, then letters and digits, all lower-case.')
@minLength(3)
@maxLength(11)
param name string = 'chat'

param location string = resourceGroup().location

@description('The key that Event Grid brings along as ?key=…, such as from `openssl rand -hex 32`. While you rotate it: new,old.')
@secure()
@minLength(16)
param eventsKey string

@description('Repository and tag of the image in the registry, such as app:1. Without it, there is no app yet.')
param image string = ''

@description('Creates the event subscription. The app must answer by then: Event Grid sends the handshake at once.')
param subscribe bool = false

@allowed(['Free_F1', 'Standard_S1', 'Premium_P1'])
param signalRSku string = 'Free_F1'

@allowed(['CloudEventSchemaV1_0', 'EventGridSchema'])
param eventDeliverySchema string = 'CloudEventSchemaV1_0'

// Names of several of these resources must be free in all of Azure.
var suffix = uniqueString(resourceGroup().id)

resource signalR 'Microsoft.SignalRService/signalR@2023-02-01' = {
  name: '${name}-${suffix}'
  location: location
  kind: 'SignalR'
  sku: {
    name: signalRSku
    capacity: 1
  }
  properties: {
    // In Default mode, Azure raises no events for clients that a hub server serves.
    features: [
      {
        flag: 'ServiceMode'
        value: 'Serverless'
      }
    ]
  }
}

// Azure Managed Redis: new instances of its predecessor, Azure Cache for Redis, can no longer be created.
resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: '${name}-${suffix}'
  location: location
  sku: {
    name: 'Balanced_B0'
  }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }

  resource database 'databases' = {
    name: 'default'
    properties: {
      accessKeysAuthentication: 'Enabled'
      clientProtocol: 'Encrypted'
      // The app uses an ordinary client, not one for Redis Cluster.
      clusteringPolicy: 'NoCluster'
      // A full memory is an error, and not an event forgotten.
      evictionPolicy: 'NoEviction'
      port: 10000
    }
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: '${name}${suffix}'
  location: location
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

// As this identity, the app fetches its image.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-${suffix}'
  location: location
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, 'AcrPull')
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    // AcrPull has this id in every subscription.
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '7f951dda-4ed3-4680-a7ca-43fe172d538d'
    )
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-${suffix}'
  location: location
  properties: {
    retentionInDays: 30
    sku: {
      name: 'PerGB2018'
    }
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-${suffix}'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2025-01-01' = if (!empty(image)) {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      // http is redirected to https.
      ingress: {
        external: true
        allowInsecure: false
        targetPort: 3000
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: identity.id
        }
      ]
      secrets: [
        {
          name: 'events-key'
          value: eventsKey
        }
        {
          name: 'redis-url'
          value: 'rediss://:${uriComponent(redis::database.listKeys().primaryKey)}@${redis.properties.hostName}:10000'
        }
        {
          name: 'signalr'
          value: signalR.listKeys().primaryConnectionString
        }
      ]
    }
    template: {
      // Longer than the ten seconds that handlers have to end.
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'app'
          image: '${registry.properties.loginServer}/${image}'
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'EVENTS_KEY'
              secretRef: 'events-key'
            }
            {
              name: 'REDIS_URL'
              secretRef: 'redis-url'
            }
            {
              name: 'AzureSignalRConnectionString'
              secretRef: 'signalr'
            }
            {
              name: 'SIGNALR_RESOURCE_ID'
              value: signalR.id
            }
          ]
          probes: [
            {
              // Says no while the app stops, so that deliveries go to the other instance.
              type: 'Readiness'
              httpGet: {
                path: '/ready'
                port: 3000
              }
              periodSeconds: 5
            }
            {
              type: 'Liveness'
              tcpSocket: {
                port: 3000
              }
            }
          ]
        }
      ]
      scale: {
        minReplicas: 2
        maxReplicas: 4
      }
    }
  }
  dependsOn: [
    pull
  ]
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${name}${suffix}'
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource deadLetters 'containers' = {
      name: 'dead-letters'
    }
  }
}

// An Azure resource has one system topic. If yours exists already, refer to it with `existing`.
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${name}-events'
  location: location
  properties: {
    source: signalR.id
    topicType: 'Microsoft.SignalRService.SignalR'
  }
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = if (subscribe) {
  parent: topic
  name: 'app'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${name}.${environment.properties.defaultDomain}/events?key=${uriComponent(split(eventsKey, ',')[0])}'
        maxEventsPerBatch: 100
        preferredBatchSizeInKilobytes: 256
      }
    }
    eventDeliverySchema: eventDeliverySchema
    filter: {
      includedEventTypes: [
        'Microsoft.SignalRService.ClientConnectionConnected'
        'Microsoft.SignalRService.ClientConnectionDisconnected'
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterDestination: {
      endpointType: 'StorageBlob'
      properties: {
        resourceId: storage.id
        blobContainerName: storage::blobs::deadLetters.name
      }
    }
  }
  dependsOn: [
    app
  ]
}

output registry string = registry.name
output url string = 'https://${name}.${environment.properties.defaultDomain}'
output signalRResourceId string = signalR.id
