// One job of each kind, ready to be built. Each of them has the model make some images.
def render = '''curl -fsS "$FAL_RUN_URL/fal-ai/flux/dev" -H "Authorization: Key $FAL_KEY" -d '{"num_images": '$IMAGES'}' '''.trim()

def pipeline = { String name, String about, String jenkinsfile ->
    pipelineJob(name) {
        description(about)
        parameters {
            stringParam('IMAGES', '2', 'How many images the model makes')
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
    description('One job of each kind. Press Build with Parameters.')
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

pipeline('demo/block', 'A key that lives as long as the block withFalKey.', """
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

pipeline('demo/limited', 'A key that may cost 0.30 USD. fal reports more after a minute or two, and the block is stopped.', """
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

pipeline('demo/stored-key', 'Mints a key once and stores it as a credential of the folder.', """
def made = falCreateKey(alias: 'Render farm', ifExists: 'keep')
node {
    withCredentials([string(credentialsId: made.credentialsId, variable: 'FAL_KEY')]) {
        sh '''
            $render
        '''
    }
}
""")

pipeline('demo/managed-key', 'Binds a key that the configuration of the controller lists.', """
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
        stringParam('IMAGES', '2', 'How many images the model makes')
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
        stringParam('IMAGES', '2', 'How many images the model makes')
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
    description('The account of this folder creates keys, but its answers get lost.')
    properties {
        falKeys {
            adminCredentialsId('fal-admin-unreliable')
        }
    }
}

pipeline('demo/unreliable/lost-answer', 'What happens to a key whose answer was lost.', """
falCreateKey(alias: 'Preview')
""")
