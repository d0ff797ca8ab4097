// One job of each kind, ready to be built. Each of them has a model generate some images.
def render = '''curl -fsS "$FAL_RUN_URL/fal-ai/flux/dev" -H "Authorization: Key $FAL_KEY" -d '{"num_images": '$IMAGES'}' '''.trim()

def pipeline = { String name, String about, String jenkinsfile ->
    pipelineJob(name) {
        description(about)
        parameters {
            stringParam('IMAGES', '2', 'Number of images to generate')
        }
        definition {
            cps {
                sandbox()
                script(jenkinsfile)
            }
        }
    }
}

folder('demo') {
    description('One job of each kind. Use Build with Parameters to run them.')
}

pipeline('demo/credential', "Binds a credential of the kind 'fal API key (one per build)'.", """
node {
    withCredentials([string(credentialsId: 'fal', variable: 'FAL_KEY')]) {
        sh '''
            $render
        '''
    }
}
""")

pipeline('demo/block', 'A key that lives as long as its withFalKey block.', """
node {
    withFalKey {
        sh '''
            $render
        '''
    }
    withFalKey(alias: "Film \${env.BUILD_TAG}") {
        sh '''
            curl -fsS "\$FAL_RUN_URL/fal-ai/veo3" -H "Authorization: Key \$FAL_KEY" -d '{"num_videos": 1}'
        '''
    }
}
""")

pipeline('demo/limited', 'A key with a cost limit of 0.30 USD. After a minute or two, fal reports that it has cost more, and the block is stopped.', """
node {
    withFalKey(maxCost: 0.30) {
        while (true) {
            sh '''
                $render
            '''
            sleep 10
        }
    }
}
""")

pipeline('demo/stored-key', 'Mints a key once and stores it as a credential in the folder.', """
def key = falCreateKey(alias: 'Render farm', ifExists: 'keep')
node {
    withCredentials([string(credentialsId: key.credentialsId, variable: 'FAL_KEY')]) {
        sh '''
            $render
        '''
    }
}
""")

pipeline('demo/managed-key', 'Binds a managed key, which is listed in the configuration of the controller.', """
node {
    withCredentials([string(credentialsId: 'fal-production', variable: 'FAL_KEY')]) {
        sh '''
            $render
        '''
    }
}
""")

job('demo/freestyle') {
    description("The build environment 'Provide a short-lived fal API key'.")
    parameters {
        stringParam('IMAGES', '2', 'Number of images to generate')
    }
    wrappers {
        shortLivedFalKey {
            variable('FAL_KEY')
        }
    }
    steps {
        shell(render)
    }
}

job('demo/freestyle-step') {
    description("The build step 'Create fal API key', with a key for the later build steps.")
    parameters {
        stringParam('IMAGES', '2', 'Number of images to generate')
    }
    steps {
        falKey {
            alias('Render $BUILD_NUMBER')
            output {
                environmentVariable {
                    variable('FAL_KEY')
                }
            }
        }
        shell(render)
    }
}

folder('demo/unreliable') {
    description('fal creates keys for the account of this folder, but its responses get lost.')
    properties {
        falKeys {
            adminCredentialsId('fal-admin-unreliable')
        }
    }
}

pipeline('demo/unreliable/lost-response', 'What happens to a key when the response is lost.', """
falCreateKey(alias: 'Preview')
""")
