package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import jenkins.scm.api.SCMNavigator;
import jenkins.scm.api.SCMNavigatorDescriptor;
import jenkins.scm.api.SCMSourceObserver;

/** An organization whose repositories are local. */
public final class LocalRepositories extends SCMNavigator {

    static final Map<String, GitRepository> ALL = new ConcurrentSkipListMap<>();

    @Override
    @NonNull
    protected String id() {
        return "local";
    }

    @Override
    public void visitSources(@NonNull SCMSourceObserver observer) throws IOException, InterruptedException {
        for (Map.Entry<String, GitRepository> repository : ALL.entrySet()) {
            SCMSourceObserver.ProjectObserver project = observer.observe(repository.getKey());
            GitSCMSource source = new GitSCMSource(repository.getValue().url());
            source.setTraits(List.of(new BranchDiscoveryTrait()));
            project.addSource(source);
            project.complete();
        }
    }

    public static final class DescriptorImpl extends SCMNavigatorDescriptor {

        @Override
        public SCMNavigator newInstance(String name) {
            return new LocalRepositories();
        }
    }
}
