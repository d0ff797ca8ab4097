// Creates some history. Jenkins clears its queue while it starts, so the builds are queued after that.
import hudson.model.Job
import hudson.model.ParametersAction
import hudson.model.StringParameterValue
import hudson.model.listeners.ItemListener
import jenkins.model.Jenkins
import jenkins.model.ParameterizedJobMixIn

def builds = [
    'demo/block': [1, 4, 2, 3, 6],
    'demo/credential': [2, 1, 5],
    'demo/freestyle': [3, 2],
    'demo/freestyle-step': [1],
    'demo/limited': [2],
    'demo/managed-key': [2],
    'demo/stored-key': [2, 6],
    'demo/unreliable/lost-response': [1]
]

ItemListener.all().add(new ItemListener() {
    @Override
    void onLoaded() {
        builds.each { name, images ->
            def job = Jenkins.get().getItemByFullName(name, Job)
            images.each {
                def parameters = new ParametersAction(new StringParameterValue('IMAGES', "$it"))
                ParameterizedJobMixIn.scheduleBuild2(job, name.endsWith('managed-key') ? 30 : 0, parameters)
            }
        }
    }
})
